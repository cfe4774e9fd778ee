"""What a brand colour becomes: `python docs/examples/theme.py '#0a7d5a' 250` prints the colours of both modes as CSS.

The same is chosen in the CMS under Settings, Brand; who wants to see it first, or to use the colours elsewhere, runs this.
The last line says the weakest contrast of all pairs of words and grounds: never below 4.5.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from community.frame.colours import AA, Brand, compile_theme, contrast, pairs, stylesheet

if __name__ == "__main__":
    brand = Brand(colour=sys.argv[1], hue=int(sys.argv[2]) if len(sys.argv) > 2 else Brand.hue)
    tokens = compile_theme(brand)
    print(stylesheet(tokens))  # noqa: T201
    words = [(word, ground) for word, ground, owed in pairs() if owed == AA]
    weakest = min(contrast(tokens[word][mode], tokens[ground][mode]) for word, ground in words for mode in (0, 1))
    print(f"/* weakest contrast of words: {weakest:.2f} */")  # noqa: T201
