/** Small exports of ours, one for each kind of thing that Publik (w.c.s.) knows: what the real ones at hand do not hold. */

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')

export const fieldOf = (type: string, more = '', varname = type.replaceAll('-', '_')): string =>
  `<field><type>${type}</type><label>Question ${varname}</label><required>True</required><varname>${varname}</varname>${more}<id>${varname}</id></field>`

export const formOf = (fields: string, more = ''): string =>
  `<?xml version="1.0"?><formdef id="1"><name>Essai</name><url_name>essai</url_name>${more}<fields>${fields}</fields></formdef>`

export const stepOf = (kind: string, more = ''): string => `<item type="${kind}" id="_${kind}">${more}</item>`

export const statusOf = (id: string, items: string, more = ''): string =>
  `<status><id>${id}</id><name>${id}</name>${more}<items>${items}</items></status>`

/** A circuit of one status with some steps, which an agent ends. */
export const circuitOf = (steps: string, more = ''): string =>
  `<?xml version="1.0"?><workflow id="1"><name>Essai</name><slug>essai</slug><possible_status>${statusOf(
    'debut',
    `${steps}${stepOf('choice', '<label>Finir</label><by><item>_receiver</item></by><status>fin</status>')}`,
  )}${statusOf('fin', '')}</possible_status>${more}</workflow>`

export const conditionOf = (text: string): string =>
  `<condition><type>django</type><value>${escaped(text)}</value></condition>`

const list = (name: string, ...texts: readonly string[]): string =>
  `<${name}>${texts.map((text) => `<item>${text}</item>`).join('')}</${name}>`

const source = (type: string, value = ''): string =>
  `<data_source><type>${type}</type><value>${escaped(value)}</value></data_source>`

/** Each class of field of Publik: what it says besides, and the type that it has here; undefined when it is not asked. */
export const fieldKinds: readonly (readonly [type: string, more: string, here: string | undefined])[] = [
  ['string', '<maxlength>20</maxlength><size>20</size>', 'text'],
  ['text', '<rows>5</rows><display_mode>rich</display_mode><maxlength>300</maxlength>', 'long_text'],
  ['email', '', 'email'],
  ['bool', '', 'choices'],
  [
    'file',
    '<document_type><id>_pdf</id><label>PDF</label><mimetypes>application/pdf</mimetypes></document_type><max_file_size>3Mo</max_file_size><automatic_image_resize>True</automatic_image_resize>',
    'file',
  ],
  ['date', '<minimum_date>{{ today|add_days:3 }}</minimum_date><date_in_the_past>False</date_in_the_past>', 'date'],
  ['item', `${list('items', 'Un', 'Deux', 'Trois')}<show_as_radio>True</show_as_radio>`, 'choice'],
  [
    'items',
    `${list('items', 'Un', 'Deux', 'Trois')}<min_choices>1</min_choices><max_choices>2</max_choices>`,
    'choices',
  ],
  ['ranked-items', `${list('items', 'Un', 'Deux', 'Trois')}<randomize_items>False</randomize_items>`, 'choices'],
  [
    'numeric',
    '<min_value>1</min_value><max_value>9.5</max_value><restrict_to_integers>False</restrict_to_integers>',
    'number',
  ],
  ['map', '<initial_zoom>13</initial_zoom><init_with_geoloc>True</init_with_geoloc>', 'map'],
  [
    'time-range',
    source('json', 'https://agendas.exemple.test/api/agenda/mairie/meetings/passeport/datetimes/'),
    'slot',
  ],
  ['computed', '<value_template>{{ form_var_numeric|add:2 }}</value_template>', 'computed'],
  ['comment', '', 'information'],
  ['title', '', 'information'],
  ['subtitle', '', 'information'],
  [
    'password',
    '<formats><item>cleartext</item></formats><min_length>8</min_length><confirmation>True</confirmation>',
    undefined,
  ],
  ['tablerows', `${list('columns', 'Nom', 'Âge')}<total_row>True</total_row>`, 'repeated'],
  ['hologram', '', 'long_text'],
]

/** Tables of a fixed grid: a question for each cell. */
export const tableKinds: readonly (readonly [type: string, more: string, here: string])[] = [
  ['table', list('rows', 'Matin', 'Soir') + list('columns', 'Lundi', 'Mardi'), 'text'],
  [
    'table-select',
    list('rows', 'Matin', 'Soir') + list('columns', 'Lundi', 'Mardi') + list('items', 'Oui', 'Non'),
    'choice',
  ],
]

/** Each way that Publik names what a question lets choose from, and the type that the question has here. */
export const sourceKinds: readonly (readonly [name: string, source: string, here: string])[] = [
  ['json', source('json', 'https://exemple.test/liste.json'), 'choice'],
  ['jsonp', source('jsonp', 'https://exemple.test/liste'), 'choice'],
  ['geojson', source('geojson', 'https://exemple.test/lieux.geojson'), 'choice'],
  [
    'jsonvalue',
    source('jsonvalue', '[{"id": "1", "text": "Un", "prix": 10}, {"id": "2", "text": "Deux", "prix": 12}]'),
    'choice',
  ],
  ['formula', source('formula', "[('1', 'Un'), ('2', u'Deux')]"), 'choice'],
  ['python', source('python', '["Un", "Deux"]'), 'choice'],
  ['carddef', source('carddef:salles:en-service'), 'card'],
  ['wcs:users', source('wcs:users'), 'choice'],
  ['nommée', source('quartiers'), 'choice'],
  ['agenda', source('agenda_mairie'), 'slot'],
  ['créneaux d’une réponse', source('json', '{{ form_var_motif_structured_api_datetimes_url }}'), 'slot'],
]

const by = '<by><item role_id="_receiver">_receiver</item></by>'
const to = '<to><item role_id="_submitter">_submitter</item></to>'
const leads = '<status>fin</status>'

/** Each class of step of Publik: what it says, and the kinds of step here; none when the report lists it. */
export const stepKinds: readonly (readonly [kind: string, more: string, here: readonly string[]])[] = [
  ['addattachment', `<title>Ajouter un plan</title>${by}${leads}`, ['attach']],
  ['add_role', '<role_id>abc</role_id>', []],
  ['aggregationemail', to, []],
  ['anonymise', '<mode>final</mode>', ['anonymise']],
  ['assign_carddata', '<formdef_slug>carddef:salles</formdef_slug>', []],
  ['choice', `<label>Accorder</label>${by}${leads}<require_confirmation>True</require_confirmation>`, ['action']],
  ['commentable', `<label>Commentaire</label>${by}`, []],
  [
    'create_carddata',
    '<formdef_slug>salles</formdef_slug><mappings><mapping field_id="nom">Salle</mapping></mappings>',
    ['card'],
  ],
  [
    'create_formdata',
    '<formdef_slug>autre</formdef_slug><mappings><mapping field_id="nom">Salle</mapping></mappings>',
    ['create_case'],
  ],
  ['dispatch', '<role_key>_receiver</role_key><dispatch_type>manual</dispatch_type>', ['assign']],
  ['displaymsg', `${to}<message>Bonjour</message>`, ['show_text']],
  [
    'edit_carddata',
    '<formdef_slug>salles</formdef_slug><target_mode>manual</target_mode><target_id>3</target_id>',
    ['card'],
  ],
  ['editable', `${by}<label>Corriger</label><operation_mode>full</operation_mode>${leads}`, ['edit']],
  [
    'export_to_model',
    '<label>Arrêté</label><filename>arrete.odt</filename><convert_to_pdf>True</convert_to_pdf>',
    ['generate_document'],
  ],
  ['external_workflow_global_action', '<slug>formdef:autre</slug><trigger_id>action:1</trigger_id>', []],
  [
    'form',
    `${by}<varname>avis</varname><formdef><name>-</name><fields>${fieldOf('string')}</fields></formdef>`,
    ['form'],
  ],
  ['geolocate', '<method>address_string</method><address_string>1 rue de l’Essai</address_string>', []],
  ['jump', `${leads}<mode>timeout</mode><timeout>172800</timeout>`, ['on_delay']],
  ['jump', `${leads}<mode>trigger</mode><trigger>regle</trigger>`, ['trigger']],
  ['modify_criticality', '<mode>inc</mode>', []],
  ['notification', `${to}<title>Titre</title><body>Texte</body><target_url>{{ form_url }}</target_url>`, ['send']],
  ['redirect_to_url', '<url>https://exemple.test/suite</url>', ['redirect']],
  ['register-comment', `<comment_template>merci</comment_template>${to}`, ['comment']],
  ['remove', '', ['remove']],
  ['remove_role', '<role_id>abc</role_id>', []],
  ['remove_tracking_code', '<replace>True</replace>', []],
  ['resubmit', `${by}<label>Refaire</label>`, []],
  ['sendmail', `${to}<subject>Objet</subject><body>Texte</body>`, ['notify']],
  ['sendsms', `${to}<body>Texte</body>`, ['send']],
  ['set-backoffice-fields', '<fields><field><field_id>bo1</field_id><value>oui</value></field></fields>', ['set']],
  ['update_user_profile', '<fields><field><field_id>nom</field_id><value>oui</value></field></fields>', []],
  [
    'webservice_call',
    '<label>Appel</label><method>POST</method><url>https://exemple.test/</url><post>False</post>',
    ['call'],
  ],
  ['teleport', '<to>lune</to>', []],
]

/** What circuits and forms name in the above. */
export const companions: Readonly<Record<string, string>> = {
  'quartiers.wcs': `<datasource><name>Quartiers</name><slug>quartiers</slug><description>Ceux de la ville</description>${source('json', 'https://exemple.test/quartiers')}<query_parameter>q</query_parameter><id_parameter>id</id_parameter></datasource>`,
  'agenda.wcs': `<datasource><name>Agenda Mairie</name><slug>agenda_mairie</slug>${source('json', 'https://agendas.exemple.test/api/agenda/mairie/datetimes/')}<external>agenda</external></datasource>`,
  'merci.wcs':
    '<comment-template><name>Merci</name><slug>merci</slug><comment>Merci de votre demande.</comment></comment-template>',
  'salles.wcs': `<carddef><name>Salles</name><url_name>salles</url_name><fields>${fieldOf('string', '', 'nom')}</fields></carddef>`,
  'appel.wcs':
    '<wscall><name>Appel</name><slug>appel</slug><request><url>https://exemple.test/</url><method>GET</method><timeout>20</timeout></request></wscall>',
}
