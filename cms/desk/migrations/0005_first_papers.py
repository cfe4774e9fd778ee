"""Guidelines and terms that a brand can read, change and publish on its first day, in three languages; and who may."""

from django.db import migrations

GUIDELINES = {
    "body": "<p>We are here to help each other. A few things make that easy.</p><ul><li>Ask what you really want to know, and say what you have tried.</li><li>Answer what you know yourself. Say it when you are not sure.</li><li>Be kind to whoever does not know it yet. All of us began somewhere.</li><li>Talk about things, not about people. No insults, no hate, no threats.</li><li>No advertising, and nothing that is not yours to share.</li><li>Keep addresses, phone numbers and serial numbers out of public texts.</li></ul><p>Something is not right? Report it. A person looks at it, and whoever wrote it is told why and can object.</p>",
    "body_es": "<p>Estamos aquí para ayudarnos. Unas pocas cosas lo hacen fácil.</p><ul><li>Pregunta lo que de verdad quieres saber y di qué has probado.</li><li>Responde lo que sabes por experiencia. Si no lo tienes claro, dilo.</li><li>Trata bien a quien todavía no lo sabe. Todo el mundo empezó alguna vez.</li><li>Habla de las cosas, no de las personas. Sin insultos, sin odio, sin amenazas.</li><li>Nada de publicidad, ni nada que no sea tuyo para compartir.</li><li>No pongas direcciones, teléfonos ni números de serie en textos públicos.</li></ul><p>¿Algo no está bien? Avísanos. Lo mira una persona, y a quien lo escribió se le dice por qué y puede objetar.</p>",
    "body_ms": "<p>Kita di sini untuk saling membantu. Beberapa perkara memudahkannya.</p><ul><li>Tanya apa yang benar-benar anda ingin tahu, dan beritahu apa yang telah anda cuba.</li><li>Jawab apa yang anda tahu sendiri. Katakan jika anda tidak pasti.</li><li>Berbaik dengan sesiapa yang belum tahu. Kita semua pernah bermula.</li><li>Bincang perkara, bukan orang. Tiada hinaan, kebencian atau ugutan.</li><li>Tiada iklan, dan tiada apa yang bukan milik anda untuk dikongsi.</li><li>Jangan letak alamat, nombor telefon atau nombor siri dalam teks awam.</li></ul><p>Ada yang tidak kena? Laporkan. Seseorang akan melihatnya, dan penulisnya diberitahu sebabnya serta boleh membantah.</p>",
}
TERMS = {
    "body": "<p>This is what you and we agree on when you join.</p><ul><li>You are at least 16 years old, or your parents agree.</li><li>What you write stays yours. You allow us to show it here, to everybody, and to keep it when you leave, without your name.</li><li>You write only what you may. What breaks the guidelines or the law can be hidden; you are told why and can object.</li><li>Answers are given by people as well as they can. Neither they nor we promise that they are right for you.</li><li>You can leave at any time in your settings, and take everything we know of you along.</li></ul><p>When these terms change, you are asked again.</p>",
    "body_es": "<p>Esto es lo que acordamos cuando te unes.</p><ul><li>Tienes al menos 16 años, o tus padres están de acuerdo.</li><li>Lo que escribes sigue siendo tuyo. Nos permites mostrarlo aquí, a todo el mundo, y conservarlo cuando te vayas, sin tu nombre.</li><li>Escribes solo lo que puedes escribir. Lo que incumple las normas o la ley puede ocultarse; se te dice por qué y puedes objetar.</li><li>Las respuestas las dan personas lo mejor que saben. Ni ellas ni nosotros prometemos que te sirvan.</li><li>Puedes irte cuando quieras en tus ajustes y llevarte todo lo que sabemos de ti.</li></ul><p>Cuando estos términos cambien, te volveremos a preguntar.</p>",
    "body_ms": "<p>Inilah yang anda dan kami persetujui apabila anda menyertai.</p><ul><li>Anda berumur sekurang-kurangnya 16 tahun, atau ibu bapa anda bersetuju.</li><li>Apa yang anda tulis kekal milik anda. Anda membenarkan kami memaparkannya di sini kepada semua orang, dan menyimpannya tanpa nama anda apabila anda pergi.</li><li>Anda hanya menulis apa yang anda boleh. Apa yang melanggar garis panduan atau undang-undang boleh disembunyikan; anda diberitahu sebabnya dan boleh membantah.</li><li>Jawapan diberi oleh orang sebaik mungkin. Mereka mahupun kami tidak berjanji ia betul untuk anda.</li><li>Anda boleh pergi pada bila-bila masa dalam tetapan, dan membawa semua yang kami tahu tentang anda.</li></ul><p>Apabila terma ini berubah, anda akan ditanya lagi.</p>",
}


def write_papers(apps, schema_editor):
    drafts = apps.get_model("desk", "PaperDraft").objects
    for kind, words in (("guidelines", GUIDELINES), ("terms", TERMS)):
        drafts.get_or_create(kind=kind, defaults=words | {"live": False, "has_unpublished_changes": True})


def give_rights(apps, schema_editor):
    kind, _made = apps.get_model("contenttypes", "ContentType").objects.get_or_create(app_label="desk", model="paperdraft")
    for codename in ("change_paperdraft", "publish_paperdraft"):
        found = apps.get_model("auth", "Permission").objects
        right = found.get_or_create(
            content_type=kind, codename=codename, defaults={"name": "Can " + codename.replace("_", " ")}
        )[0]
        for group in apps.get_model("auth", "Group").objects.filter(name__in=("Brand team", "Owner")):
            group.permissions.add(right)


class Migration(migrations.Migration):
    dependencies = [("desk", "0004_first_day")]

    operations = [
        migrations.RunPython(write_papers, migrations.RunPython.noop),
        migrations.RunPython(give_rights, migrations.RunPython.noop),
    ]
