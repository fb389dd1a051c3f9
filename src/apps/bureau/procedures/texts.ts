import { catalogue } from '#platform/i18n'

/** What a collectivity decides about the procedures that it offers. */
export const procedureDeskTexts = catalogue({
  fr: {
    delays: 'Délais',
    title: 'Démarches',
    lead: 'Qui peut faire chacune de vos démarches au nom d’une organisation. Rien ne change pour qui la fait pour soi.',
    none: 'Aucune démarche n’est ouverte',
    none_body: 'Celles que votre collectivité propose se rangeront ici.',
    procedure: 'Démarche',
    level: 'Lien demandé avec l’organisation',
    back: 'Toutes les démarches',
    versions: 'Voir les versions publiées de cette démarche',
    question: 'Quel lien avec l’organisation demandez-vous ?',
    who: 'On dépose au nom d’une organisation quand on la dirige, ou qu’on en a reçu le mandat. Un mandat est aussi sûr que le lien de la personne qui l’a donné.',
    level_0: 'Déclaré',
    level_0_hint: 'La personne dit elle-même son lien. Rien n’est vérifié.',
    level_1: 'Courriel ou ProConnect',
    level_1_hint: 'Elle lit une adresse de l’organisation, ou ProConnect la connaît là.',
    level_2: 'Courrier ou document',
    level_2_hint: 'Une lettre au siège, un code à l’adresse officielle, ou un document lu par un agent.',
    level_3: 'Certifié par FranceConnect',
    level_3_hint: 'Son identité FranceConnect est celle de la personne qui dirige, au registre.',
    after:
      'Qui n’a pas ce lien le lit avant de commencer, avec ce qu’il faut faire. Les demandes déjà envoyées ne changent pas.',
    save: 'Enregistrer',
    saved: 'C’est enregistré.',
    history: 'Ce qui a changé',
    latest: 'Les derniers changements',
    older: 'Plus anciens',
    never: 'Rien n’a changé depuis l’ouverture de la démarche.',
    by: (level: string, name: string) => `${level}, par ${name}`,
    platform: 'la plateforme',
    errors: 'Une réponse est à corriger',
    unknown_level: 'Choisissez l’une des quatre réponses',
  },
  en: {
    delays: 'Delays',
    title: 'Procedures',
    lead: 'Who may make each of your procedures on behalf of an organisation. Nothing changes for who makes it for herself.',
    none: 'No procedure is open',
    none_body: 'Those that your authority offers will stand here.',
    procedure: 'Procedure',
    level: 'Link asked with the organisation',
    back: 'All procedures',
    versions: 'See the published versions of this procedure',
    question: 'Which link with the organisation do you ask for?',
    who: 'Whoever directs an organisation, or holds its mandate, files for it. A mandate is worth the link of who gave it.',
    level_0: 'Declared',
    level_0_hint: 'The person states the link herself. Nothing is checked.',
    level_1: 'E-mail or ProConnect',
    level_1_hint: 'She reads an address of the organisation, or ProConnect knows her there.',
    level_2: 'Letter or document',
    level_2_hint: 'A letter to the seat, a code to the official address, or a document read by an officer.',
    level_3: 'Certified by FranceConnect',
    level_3_hint: 'Her FranceConnect identity is that of the director in the register.',
    after: 'Who lacks this link reads it before beginning, with what to do. Requests already sent do not change.',
    save: 'Save',
    saved: 'Saved.',
    history: 'What changed',
    latest: 'The latest changes',
    older: 'Older ones',
    never: 'Nothing changed since the procedure opened.',
    by: (level, name) => `${level}, by ${name}`,
    platform: 'the platform',
    errors: 'One answer needs correcting',
    unknown_level: 'Choose one of the four answers',
  },
})

const levels = [0, 1, 2, 3] as const

/** The four levels, as addresses and forms write them and as one reads them. */
export const everyLevel = levels.map((level) => ({ value: String(level), key: `level_${level}` as const }))

export const keyOfLevel = (minimum: number): (typeof everyLevel)[number]['key'] =>
  everyLevel.find(({ value }) => value === String(minimum))?.key ?? 'level_0'
