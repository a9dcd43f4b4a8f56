"""Contents that several tests of reading share."""

from __future__ import annotations

GERMAN = (
    "Der Rat der Stadt Ellering hat die Brücke über die Ahle gesperrt. „Wir warten nicht länger“, sagte Bürgermeisterin "
    "Hella Brandis am Dienstag. Bis Freitag müsse ein Gutachten vorliegen."
)
ENGLISH = (
    "The town council has closed the bridge over the river. The mayor said on Tuesday that a report had to be delivered "
    "by Friday, and that nobody would be allowed to cross before then."
)
LUXEMBOURGISH = (
    "De Gemengerot huet d'Bréck iwwer d'Uelzecht gespaart. D'Buergermeeschtesch sot en Dënschdeg, datt bis e Freideg e Rapport "
    "misst virleien, an datt virdrun keen iwwer d'Bréck dierft goen. D'Awunner waren zefridde mat där Decisioun."
)
PAGE = f"""<!DOCTYPE html>
<html lang="de"><head><meta charset="utf-8"><title>Brücke gesperrt | Ahlebote</title>
<meta property="og:site_name" content="Ahlebote"><meta property="og:title" content="Brücke gesperrt">
<meta name="author" content="Mina Overbeck"><meta property="article:published_time" content="2026-03-10T18:30:00+01:00">
</head><body><nav><ul><li><a href="/">Start</a></li><li><a href="/region">Region</a></li></ul></nav>
<article><h1>Brücke gesperrt</h1><p>{GERMAN}</p><h2>Was die Anwohner sagen</h2>
<p>Die Anwohner hatten seit dem Herbst darauf gedrungen. Ein Gutachten vom 3. Februar 2025 liegt vor, es ist aber nicht vollständig.</p>
</article><footer><a href="/impressum">Impressum</a> <a href="/datenschutz">Datenschutz</a></footer></body></html>"""
RSS = f"""<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel>
<title>Ahlebote</title><link>https://ahlebote.example/</link>
<item><title>Brücke &amp; Steg gesperrt</title><link>https://ahlebote.example/a/1</link><guid>https://ahlebote.example/?p=1</guid>
<dc:creator>Mina Overbeck</dc:creator><category>Region</category><pubDate>Tue, 10 Mar 2026 00:30:00 +0100</pubDate>
<description>Ein Anriss.</description>
<content:encoded><![CDATA[<p>{GERMAN}</p><p>Die Anwohner sind erleichtert &amp; froh.</p>]]></content:encoded></item>
<item><title>Nur ein Anriss</title><link>https://ahlebote.example/a/2</link><guid isPermaLink="false">17</guid>
<pubDate>Mi, 11 Mär 2026</pubDate><description>{GERMAN}</description></item>
</channel></rss>"""
ATOM = f"""<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom"><title>Ahlebote</title><id>urn:ahlebote</id><updated>2026-03-10T09:00:00Z</updated>
<entry><title>Brücke gesperrt</title><id>urn:ahlebote:1</id><link href="https://ahlebote.example/a/1"/>
<updated>2026-03-12T09:00:00Z</updated><published>2026-03-10T09:00:00Z</published><author><name>Mina Overbeck</name></author>
<content type="html">&lt;p&gt;{GERMAN}&lt;/p&gt;</content></entry></feed>"""
XML_BOMB = (
    '<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a0 "'
    + "ha" * 20
    + '">'
    + "".join(f'<!ENTITY a{i} "{f"&a{i - 1};" * 20}">' for i in range(1, 12))
    + "]><rss version='2.0'><channel><title>x</title><item><title>B</title><description>&a11;</description></item></channel></rss>"
)
