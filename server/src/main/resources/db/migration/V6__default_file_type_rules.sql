-- The default rules of today: the published lists of Outlook and Gmail whole, and what else runs code,
-- opens a connection or carries macros when it is opened. An administrator's own decisions stay: a rule
-- that was changed or removed is left alone, and where none of the seeded rules is left nothing is added.

-- [jooq ignore start]
-- Not blocked any longer, since support needs them.
DELETE FROM file_type_rules
WHERE extension IN ('out', 'bin', 'mat', 'xlsb') AND outcome = 'blocked'
  AND note IN ('default: program or installer', 'default: macro-enabled office format');

INSERT INTO file_type_rules (extension, outcome, note)
SELECT extension, 'blocked', note
FROM (VALUES
  ('default: program or installer',
   'appref-ms crx xpi vsix vsto oxt ex ex_ lib nsh nsi efi mui so ko dylib macho kext prefpane mpkg '
   'war ear dex aab xapk snap flatpak flatpakref ppkg webpnp bgi pyd'),
  ('default: script',
   'asp aspx asx bas fxp htc its osd pssc php4 php5 phtml jsp cgi btm vbscript mof'),
  ('default: macro-enabled office format',
   'vsdm vssm accdb accdc accdr accdt accdw mad one onepkg xlm ppa wll dqy oqy rqy'),
  ('default: shortcut or system setting',
   'rdp ica terminal inetloc fileloc mobileconfig diagcfg diagpkg deskthemepack appcontent-ms tmp'),
  ('default: disk image that hides its content from scanners',
   'ima')
) AS kinds (note, extensions), unnest(string_to_array(extensions, ' ')) AS extension
WHERE EXISTS (SELECT FROM file_type_rules WHERE note LIKE 'default: %')
ON CONFLICT (extension) DO NOTHING;
-- [jooq ignore stop]
