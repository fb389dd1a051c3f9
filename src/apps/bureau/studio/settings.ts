import type { FieldType } from '#counter/procedures'
import type { Localized } from '#kernel/localized'

/** What each type of field lets its author set besides its words: one line for each property of its schema. */

interface Common {
  readonly property: string
  readonly label: Localized
  readonly hint?: Localized
  /** The schema asks for it: it is never taken away. */
  readonly isNeeded?: true
}

type Choice = readonly [value: string, fr: string, en: string]

export type Setting = Common &
  (
    | { readonly kind: 'whole' | 'number' | 'cents'; readonly least?: number; readonly most?: number }
    | { readonly kind: 'text' }
    /** A text in French, and in English. */
    | { readonly kind: 'words' }
    | { readonly kind: 'flag' }
    | { readonly kind: 'pick'; readonly choices: readonly Choice[] }
    | { readonly kind: 'ticks'; readonly choices: readonly Choice[] }
    /** A date asked before. */
    | { readonly kind: 'earlier_date' }
    /** The name of a list, of records or of an agenda, as the platform knows it. */
    | { readonly kind: 'name'; readonly of: 'list' | 'card' | 'agenda' | 'kind'; readonly within?: 'source' }
  )

const says = (fr: string, en: string): Localized => ({ fr, en })

const whole = (
  property: string,
  label: Localized,
  [least, most]: readonly [number?, number?] = [],
  hint?: Localized,
): Setting => ({
  kind: 'whole',
  property,
  label,
  ...(least !== undefined && { least }),
  ...(most !== undefined && { most }),
  ...(hint && { hint }),
})

const longest = (most: number): Setting =>
  whole('maxLength', says('Caractères au plus', 'Characters at most'), [1, most])

const fromToday = says(
  'En jours à partir du jour où l’on remplit : 0 pour le jour même, 10 pour dix jours plus tard, -30 pour trente jours avant.',
  'In days from the day of filling: 0 for that day, 10 for ten days later, -30 for thirty days before.',
)
const earliest = whole('earliest', says('Au plus tôt', 'At the earliest'), [], fromToday)
const latest = whole('latest', says('Au plus tard', 'At the latest'), [], fromToday)

const autocomplete = (...choices: readonly Choice[]): Setting => ({
  kind: 'pick',
  property: 'autocomplete',
  label: says('Ce que le navigateur peut proposer', 'What the browser may offer'),
  hint: says(
    'Seulement quand la question porte sur la personne qui remplit.',
    'Only when the question is about who fills the form.',
  ),
  choices,
})

const source: Setting = {
  kind: 'name',
  of: 'list',
  within: 'source',
  property: 'source',
  label: says('Ou bien les réponses d’une liste', 'Or the answers of a list'),
  hint: says(
    'Les réponses écrites ici ne servent plus quand une liste est choisie.',
    'Once a list is chosen, the answers written here are no longer used.',
  ),
}

export const settings: { readonly [T in FieldType]?: readonly Setting[] } = {
  text: [
    longest(500),
    {
      kind: 'text',
      property: 'pattern',
      label: says('Une forme exacte (expression régulière)', 'An exact form (regular expression)'),
      hint: says('Par exemple [A-Z]{2}-[0-9]{3}-[A-Z]{2}', 'For example [A-Z]{2}-[0-9]{3}-[A-Z]{2}'),
    },
    {
      kind: 'words',
      property: 'patternMessage',
      label: says('Ce qu’il faut écrire, quand la forme n’est pas la bonne', 'What to write, when the form is wrong'),
    },
    autocomplete(
      ['given-name', 'son prénom', 'given name'],
      ['family-name', 'son nom', 'family name'],
      ['organization', 'son organisation', 'organisation'],
      ['street-address', 'son adresse', 'street address'],
      ['postal-code', 'son code postal', 'postal code'],
      ['off', 'rien', 'nothing'],
    ),
  ],
  long_text: [longest(10_000)],
  number: [
    { kind: 'number', property: 'minimum', label: says('Au moins', 'At least') },
    { kind: 'number', property: 'maximum', label: says('Au plus', 'At most') },
    whole('decimals', says('Chiffres après la virgule', 'Digits after the point'), [0, 4]),
    { kind: 'words', property: 'unit', label: says('L’unité, écrite après', 'The unit, written after') },
  ],
  amount: [
    { kind: 'cents', property: 'minimum', label: says('Au moins, en euros', 'At least, in euros') },
    { kind: 'cents', property: 'maximum', label: says('Au plus, en euros', 'At most, in euros') },
  ],
  date: [
    earliest,
    latest,
    { kind: 'earlier_date', property: 'notBefore', label: says('Pas avant la réponse à', 'Not before the answer to') },
    autocomplete(['bday', 'sa date de naissance', 'date of birth']),
  ],
  date_range: [earliest, latest],
  choice: [
    source,
    {
      kind: 'pick',
      property: 'appearance',
      label: says('Présentation', 'Appearance'),
      choices: [
        ['cards', 'Toutes les réponses à la fois', 'All the answers at once'],
        ['list', 'Une liste déroulante, pour plus de sept réponses', 'A drop-down list, for more than seven answers'],
      ],
    },
  ],
  choices: [source, whole('maxChoices', says('Réponses au plus', 'Answers at most'), [1, 200])],
  address: [
    {
      kind: 'flag',
      property: 'withinCollectivity',
      label: says('L’adresse doit être dans la collectivité', 'The address must be in the collectivity'),
    },
  ],
  file: [
    whole('maxFiles', says('Fichiers au plus', 'Files at most'), [1, 20]),
    {
      kind: 'ticks',
      property: 'accept',
      label: says('Ce que l’on peut joindre', 'What can be joined'),
      hint: says('Tout, si rien n’est coché.', 'Anything, when nothing is ticked.'),
      choices: [
        ['pdf', 'Des PDF', 'PDF'],
        ['image', 'Des photos', 'Pictures'],
        ['document', 'Des documents de bureautique', 'Office documents'],
      ],
    },
  ],
  identity: [
    {
      kind: 'ticks',
      property: 'with',
      label: says('À demander aussi', 'To ask as well'),
      choices: [
        ['birth_name', 'Le nom de naissance', 'The name at birth'],
        ['birth_date', 'La date de naissance', 'The date of birth'],
        ['birth_place', 'Le lieu de naissance', 'The place of birth'],
        ['organisation', 'L’organisation', 'The organisation'],
      ],
    },
  ],
  slot: [
    { kind: 'name', of: 'agenda', property: 'agenda', label: says('L’agenda', 'The agenda'), isNeeded: true },
    {
      kind: 'name',
      of: 'kind',
      property: 'kind',
      label: says('Pour quoi l’on vient', 'What one comes for'),
      hint: says('Le premier qui est ouvert, si rien n’est choisi.', 'The first that is open, when nothing is chosen.'),
    },
  ],
  card: [
    {
      kind: 'name',
      of: 'card',
      property: 'list',
      label: says('Les fiches à proposer', 'The records to offer'),
      isNeeded: true,
    },
  ],
  map: [
    {
      kind: 'pick',
      property: 'shape',
      label: says('Ce que l’on y dessine', 'What is drawn on it'),
      isNeeded: true,
      choices: [
        ['point', 'Un point', 'A point'],
        ['line', 'Une ligne', 'A line'],
        ['area', 'Une surface', 'An area'],
      ],
    },
  ],
  signature: [
    {
      kind: 'pick',
      property: 'mode',
      label: says('Comment l’on signe', 'How one signs'),
      isNeeded: true,
      choices: [
        ['drawn', 'En traçant sa signature ici', 'By drawing it here'],
        ['certified', 'Par un service de signature, dans le circuit', 'By a signature service, in the workflow'],
      ],
    },
  ],
  computed: [
    {
      kind: 'pick',
      property: 'gives',
      label: says('Ce que le calcul donne', 'What the computation gives'),
      isNeeded: true,
      choices: [
        ['number', 'Un nombre', 'A number'],
        ['amount', 'Un montant', 'An amount'],
        ['text', 'Un texte', 'A text'],
        ['date', 'Une date', 'A date'],
        ['yes_no', 'Oui ou non', 'Yes or no'],
      ],
    },
    {
      kind: 'flag',
      property: 'hidden',
      label: says('Gardé avec les réponses, sans être montré', 'Kept with the answers, not shown'),
    },
  ],
  information: [
    {
      kind: 'pick',
      property: 'tone',
      label: says('Ton', 'Tone'),
      choices: [
        ['plain', 'Un texte simple', 'A plain text'],
        ['info', 'Une information', 'An information'],
        ['warn', 'Un avertissement', 'A warning'],
      ],
    },
  ],
  repeated: [
    {
      kind: 'words',
      property: 'rowLabel',
      label: says('Comment s’appelle une ligne', 'What one row is called'),
      hint: says('Par exemple : enfant.', 'For example: child.'),
      isNeeded: true,
    },
    whole('minRows', says('Lignes au moins', 'Rows at least'), [0, 20]),
    whole('maxRows', says('Lignes au plus', 'Rows at most'), [1, 20]),
  ],
}
