import type { ListRefusal } from '#counter/procedures'
import type { Locale } from '#kernel/localized'
import { catalogue } from '#platform/i18n'

/** Lists and blocks that forms share. */
export const listTexts = catalogue({
  fr: {
    title: 'Listes et blocs',
    lead: 'Ce que plusieurs démarches partagent : des listes où l’on choisit, des questions écrites une fois.',
    none: 'Aucune liste pour le moment.',
    lists: 'Listes',
    list: 'Liste',
    name: 'Son nom dans les formulaires',
    items: 'Lignes proposées',
    whose: 'À qui',
    of_territory: 'Au territoire',
    ours: 'À nous',
    make: 'Faire une liste',
    list_title: 'Le titre de la liste',
    list_title_hint: 'Par exemple : les écoles de la ville. Un titre qui existe déjà remplace la liste.',
    typed_lines: 'Ses lignes, si vous les écrivez',
    typed_lines_hint: 'Une par ligne, telles que la personne les lira.',
    other_file: 'Ou son fichier CSV',
    file: 'Le fichier CSV',
    file_hint:
      'Une première ligne de titres : valeur, libelle, et si l’on veut libelle_en, parent, du, au. 10 Mo au plus.',
    blocks: 'Blocs de questions',
    blocks_body:
      'Des questions écrites une fois, reprises par plusieurs démarches. Une démarche déjà publiée garde la copie qu’elle avait.',
    block_title: 'Le nom du bloc',
    block_title_hint: 'Le nom d’un bloc qui existe en fait une nouvelle version.',
    block_page: 'La page de brouillon dont il prend les questions',
    choose_page: 'Choisissez une page',
    make_block: 'Faire ce bloc',
    block_offered: 'Proposé aux brouillons',
    block_retired: 'N’est plus proposé ; les brouillons qui s’en servent gardent ses questions.',
    block_questions: 'Ses questions',
    block_used: 'Où ce bloc est-il utilisé ?',
    block_retire: 'Ne plus le proposer',
    block_retire_body:
      'Les brouillons qui s’en servent gardent ses questions, les démarches publiées leur copie. Refaire un bloc du même nom le propose de nouveau.',
    block_retire_sure: (uses: number) =>
      uses === 0
        ? 'Rien ne s’en sert.'
        : uses === 1
          ? 'Un brouillon ou une démarche s’en sert.'
          : `${uses} brouillons ou démarches s’en servent.`,
    block_says: (fields: number, number: number) =>
      `${fields} ${fields < 2 ? 'question' : 'questions'}, version ${number}`,
    no_page: 'Choisissez une page qui a des questions',
    invalid_slug: 'Ce nom ne convient pas : écrivez-le en toutes lettres',
    invalid_fields: 'Ces questions ne font pas un bloc : un bloc n’en contient pas un autre',
    letters: 'Modèles de courrier',
    letters_body: 'Les lettres que les circuits remplissent se gardent à part.',
    letters_link: 'Ouvrir les modèles de courrier',
    named: (slug: string) => `Dans un formulaire, elle s’appelle « ${slug} ».`,
    its_file: 'La liste en fichier',
    download: 'Télécharger la liste',
    replace: 'Remplacer par ce fichier',
    replace_body: 'Ce que le fichier n’a plus n’est plus proposé, et garde son nom pour les réponses déjà données.',
    used: 'Où elle sert',
    unused: 'Aucune démarche publiée ne s’en sert.',
    lines: 'Les lignes de la liste',
    label: 'Ce que la personne lit',
    label_en: 'La même chose, en anglais',
    value: 'La valeur gardée',
    value_hint: 'Courte et stable, par exemple un code. Faite du texte si vous n’écrivez rien.',
    parent: 'Sous quelle valeur',
    parent_hint: 'Pour une liste à étages : la valeur de la ligne au-dessus.',
    dates: 'Quand',
    between: (from: string, to: string) =>
      from === '' && to === ''
        ? 'Toujours'
        : [from && `depuis le ${from}`, to && `jusqu’au ${to}`].filter(Boolean).join(', '),
    from: 'Proposée à partir du',
    to: 'Proposée jusqu’au',
    optional: '(facultatif)',
    add: 'Ajouter une ligne',
    change: (label: string) => `Changer « ${label} »`,
    save: 'Enregistrer',
    end: 'Ne plus la proposer',
    too_long_to_show: (shown: number, all: number) =>
      `Les ${shown} premières lignes sur ${all} sont montrées : le fichier les a toutes.`,
    no_title: 'Écrivez un titre',
    no_file: 'Choisissez un fichier',
    not_csv: 'Ce fichier n’est pas du CSV',
    missing_column: 'Il manque une colonne',
    empty: 'Cette liste n’a aucune ligne : donnez un fichier qui en a au moins une',
    too_many: 'Cette liste a plus de 100 000 lignes',
    no_value: 'Une ligne n’a pas de valeur',
    no_label: 'Écrivez ce que la personne lit',
    too_long: 'Un texte dépasse 300 caractères',
    not_a_day: 'Une date doit s’écrire 2026-11-24',
    duplicate: 'Deux lignes ont la même valeur',
    unknown_parent: 'La valeur du dessus n’est pas dans la liste',
    at_line: (sentence: string, line: number, detail: string) =>
      `${sentence}${detail === '' ? '' : ` (${detail})`}${line > 0 ? `, ligne ${line}` : ''}.`,
  },
  en: {
    title: 'Lists and blocks',
    lead: 'What several procedures share: lists to choose from, questions written once.',
    none: 'No lists yet.',
    lists: 'Lists',
    list: 'List',
    name: 'Its name in forms',
    items: 'Lines offered',
    whose: 'Whose',
    of_territory: 'The territory’s',
    ours: 'Ours',
    make: 'Make a list',
    list_title: 'The title of the list',
    list_title_hint: 'For example: the schools of the town. An existing title replaces that list.',
    typed_lines: 'Its lines, if you write them',
    typed_lines_hint: 'One per line, as the person will read them.',
    other_file: 'Or its CSV file',
    file: 'The CSV file',
    file_hint: 'A first line of headings: valeur, libelle, and optionally libelle_en, parent, du, au. 10 MB at most.',
    blocks: 'Blocks of questions',
    blocks_body:
      'Questions written once and used by several procedures. A procedure already published keeps the copy it had.',
    block_title: 'The name of the block',
    block_title_hint: 'Using the name of an existing block makes a new version of it.',
    block_page: 'The page of a draft whose questions it takes',
    choose_page: 'Choose a page',
    make_block: 'Make this block',
    block_offered: 'Offered to drafts',
    block_retired: 'No longer offered; drafts that use it keep its questions.',
    block_questions: 'Its questions',
    block_used: 'Where is this block used?',
    block_retire: 'Stop offering it',
    block_retire_body:
      'Drafts that use it keep its questions, and published procedures their copy. Making a block of the same name offers it again.',
    block_retire_sure: (uses) =>
      uses === 0
        ? 'Nothing uses it.'
        : uses === 1
          ? 'One draft or procedure uses it.'
          : `${uses} drafts or procedures use it.`,
    block_says: (fields, number) => `${fields} ${fields === 1 ? 'question' : 'questions'}, version ${number}`,
    no_page: 'Choose a page that has questions',
    invalid_slug: 'This name cannot be used: spell it out in letters',
    invalid_fields: 'These questions cannot make a block: a block holds no other block',
    letters: 'Letter templates',
    letters_body: 'The letters that workflows fill in are kept separately.',
    letters_link: 'Open the letter templates',
    named: (slug) => `In a form, it is called “${slug}”.`,
    its_file: 'The list as a file',
    download: 'Download the list',
    replace: 'Replace with this file',
    replace_body: 'Lines missing from the file are no longer offered; they keep their name for answers already given.',
    used: 'Where it is used',
    unused: 'No published procedure uses it.',
    lines: 'The lines of the list',
    label: 'What the person reads',
    label_en: 'The same in English',
    value: 'The value that is kept',
    value_hint: 'Short and stable, for example a code. Made from the text if you write nothing.',
    parent: 'Under which value',
    parent_hint: 'For a list with levels: the value of the line above.',
    dates: 'When',
    between: (from, to) =>
      from === '' && to === '' ? 'Always' : [from && `from ${from}`, to && `until ${to}`].filter(Boolean).join(', '),
    from: 'Offered from',
    to: 'Offered until',
    optional: '(optional)',
    add: 'Add a line',
    change: (label) => `Change “${label}”`,
    save: 'Save',
    end: 'Stop offering it',
    too_long_to_show: (shown, all) => `The first ${shown} lines of ${all} are shown: the file has them all.`,
    no_title: 'Write a title',
    no_file: 'Choose a file',
    not_csv: 'This file is not a CSV file',
    missing_column: 'A column is missing',
    empty: 'This list has no lines: give a file that has at least one',
    too_many: 'This list has more than 100,000 lines',
    no_value: 'A line has no value',
    no_label: 'Write what the person reads',
    too_long: 'A text is longer than 300 characters',
    not_a_day: 'A date must be written 2026-11-24',
    duplicate: 'Two lines have the same value',
    unknown_parent: 'The value above is not in the list',
    at_line: (sentence, line, detail) =>
      `${sentence}${detail === '' ? '' : ` (${detail})`}${line > 0 ? `, line ${line}` : ''}.`,
  },
})

/** Why a list was refused, and at which line of its file. */
export function refusalSentence({ reason, line, detail }: ListRefusal, locale: Locale): string {
  const t = listTexts(locale)
  return t.at_line(t[reason], line, detail ?? '')
}
