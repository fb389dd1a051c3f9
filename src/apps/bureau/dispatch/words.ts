/** Words by code, in each language. */

export const frChannels: Readonly<Record<string, string>> = {
  web: 'en ligne',
  counter: 'au guichet',
  phone: 'par téléphone',
  letter: 'par courrier',
  mail: 'par courriel',
  sms: 'par SMS',
  partner: 'd’un partenaire',
  hubee: 'de service-public.fr',
  api: 'par une interface',
}
export const enChannels: Readonly<Record<string, string>> = {
  web: 'online',
  counter: 'at the desk',
  phone: 'by phone',
  letter: 'by letter',
  mail: 'by e-mail',
  sms: 'by SMS',
  partner: 'from a partner',
  hubee: 'from service-public.fr',
  api: 'through an interface',
}
export const frDays = ['dimanche', 'lundi', 'mardi', 'mercredi', 'jeudi', 'vendredi', 'samedi']
export const enDays = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday']
export const frFaults: Readonly<Record<string, string>> = {
  gives_nothing: 'elle ne donne rien',
  condition_needs_one_procedure: 'sa condition demande une seule démarche',
  unknown_service: 'son service n’existe plus',
  unknown_agent: 'la personne nommée ne travaille plus ici',
  unknown_group: 'un de ses groupes est vide ou n’existe plus',
  unknown_zone: 'un de ses quartiers n’existe plus',
  unknown_procedure: 'une de ses démarches n’est plus proposée',
  same_id: 'elle est là deux fois',
}
export const enFaults: Readonly<Record<string, string>> = {
  gives_nothing: 'it gives nothing',
  condition_needs_one_procedure: 'its condition needs a single procedure',
  unknown_service: 'its service no longer exists',
  unknown_agent: 'the person named no longer works here',
  unknown_group: 'one of its groups is empty or no longer exists',
  unknown_zone: 'one of its quarters no longer exists',
  unknown_procedure: 'one of its procedures is no longer offered',
  same_id: 'it is there twice',
}
export const frTests: Readonly<Record<string, string>> = {
  procedure: 'démarche',
  channel: 'arrivée',
  locale: 'langue',
  place: 'lieu',
  time: 'heure d’arrivée',
  answers: 'réponses',
}
export const enTests: Readonly<Record<string, string>> = {
  procedure: 'procedure',
  channel: 'arrival',
  locale: 'language',
  place: 'place',
  time: 'time of arrival',
  answers: 'answers',
}
export const frStandings: Readonly<Record<string, string>> = {
  present: 'présence prévue',
  absent: 'absence',
  full: 'assez de demandes',
  unskilled: 'autre savoir-faire',
  elsewhere: 'autre service',
}
export const enStandings: Readonly<Record<string, string>> = {
  present: 'present',
  absent: 'away',
  full: 'enough requests',
  unskilled: 'another skill',
  elsewhere: 'another service',
}
export const frZones: Readonly<Record<string, string>> = {
  not_json: 'Ce n’est pas du JSON : copiez le fichier entier.',
  not_geojson: 'Ce n’est pas une collection GeoJSON : elle commence par { "type": "FeatureCollection".',
  no_zone: 'Le fichier ne contient aucune surface.',
  too_many: 'Le fichier contient plus de 300 surfaces : ce n’est pas une carte de quartiers.',
  no_name: 'Une surface n’a pas de nom : ajoutez-lui la propriété « nom ».',
  bad_contour: 'Un contour ne se lit pas : il faut des surfaces fermées, en degrés de longitude puis de latitude.',
}
export const enZones: Readonly<Record<string, string>> = {
  not_json: 'This is not JSON: copy the whole file.',
  not_geojson: 'This is not a GeoJSON collection: it begins with { "type": "FeatureCollection".',
  no_zone: 'The file holds no area.',
  too_many: 'The file holds more than 300 areas: it is no map of quarters.',
  no_name: 'An area has no name: give it the property “name”.',
  bad_contour: 'A contour cannot be read: closed areas are needed, in degrees of longitude then latitude.',
}
