import type { Locale } from '#kernel/localized'
import type { Problem } from '#counter/procedures'

type ProblemCode = Problem['code']
type Sentences = Readonly<Record<ProblemCode, (detail: string) => string>>

/** What each fault of a procedure means, for who wrote it. `detail` is a name or a bound. */
const french: Sentences = {
  not_json: () => 'ce n’est pas un objet JSON',
  wrong_type: (detail) => `ce n’est pas du type attendu${detail ? ` (${detail})` : ''}`,
  missing_property: () => 'cette propriété manque',
  unknown_property: () => 'cette propriété n’existe pas',
  unknown_field_type: (detail) => `le type de champ « ${detail} » n’existe pas`,
  wrong_format: (detail) =>
    `le texte n’a pas la forme attendue${detail && !detail.startsWith('^') ? ` (${detail})` : ''}`,
  not_allowed: (detail) => `cette valeur n’est pas permise${detail ? ` (${detail})` : ''}`,
  too_short: (detail) => `le texte est trop court${detail ? ` (au moins ${detail})` : ''}`,
  too_long: (detail) => `le texte est trop long${detail ? ` (au plus ${detail})` : ''}`,
  too_few: (detail) => `il en faut davantage${detail ? ` (au moins ${detail})` : ''}`,
  too_many: (detail) => `il y en a trop${detail ? ` (au plus ${detail})` : ''}`,
  too_small: (detail) => `le nombre est trop petit${detail ? ` (au moins ${detail})` : ''}`,
  too_large: (detail) => `le nombre est trop grand${detail ? ` (au plus ${detail})` : ''}`,
  duplicate_id: (detail) => `l’identifiant « ${detail} » sert deux fois`,
  condition_not_understood: (detail) => `la condition ne se comprend pas${detail ? ` (${detail})` : ''}`,
  condition_later_field: (detail) => `la condition lit « ${detail} », qui n’est pas demandé avant`,
  condition_wrong_type: (detail) => `la condition compare des choses différentes${detail ? ` (${detail})` : ''}`,
  condition_unknown_field: (detail) => `« ${detail} » n’est pas un champ de ce formulaire`,
  condition_unknown_source: (detail) => `« ${detail} » ne peut pas être lu ici`,
  condition_unknown_choice: (detail) => `« ${detail} » n’est pas une des réponses proposées`,
  cycle: (detail) => `ces champs s’attendent les uns les autres : ${detail}`,
  unreachable_page: () => 'aucune réponse ne mène à cette page',
  page_may_be_unreachable: () => 'il semble qu’aucune réponse ne mène à cette page',
  never_asked: () => 'aucune réponse ne fait poser cette question',
  may_never_be_asked: () => 'il semble qu’aucune réponse ne fasse poser cette question',
  check_never_holds: () => 'aucune réponse ne satisfait cette règle',
  check_may_never_hold: () => 'il semble qu’aucune réponse ne satisfasse cette règle',
  nobody_may_file: () => 'cette règle empêche tout le monde de déposer',
  options_or_source: () => 'un choix a des réponses écrites ici, ou une liste, l’une des deux',
  unknown_block: (detail) => `le bloc « ${detail} » n’est pas dans la bibliothèque`,
  unknown_applicant_field: (detail) =>
    `le demandeur renvoie à « ${detail} », qui n’existe pas ou n’est pas du bon type`,
  applicant_may_be_hidden: (detail) =>
    `le champ « ${detail} » du demandeur peut ne pas être posé : il doit l’être toujours`,
  unknown_subject_field: (detail) =>
    `l’objet renvoie à « ${detail} », qui n’existe pas ou n’est ni un texte ni un choix`,
  unknown_not_before: (detail) => `la date se compare à « ${detail} », qui n’est pas une date demandée avant`,
  unknown_workflow: (detail) => `le circuit « ${detail} » n’est pas dans la bibliothèque : importez-le d’abord`,
  bad_pattern: (detail) => `l’expression régulière est fausse${detail ? ` (${detail})` : ''}`,
  slow_pattern: () =>
    'l’expression régulière ne peut pas être suivie : elle ne relit pas un groupe (\\1), ne regarde pas en arrière, et se répète moins',
  pattern_without_message: () => 'un motif demande un message qui dise quoi écrire',
  minimum_above_maximum: () => 'le minimum dépasse le maximum',
  capitals: () => 'un texte en capitales se lit mal : écrivez en minuscules',
  vague_link: () => 'un lien nommé « ici » ne dit pas où il mène',
  empty_text: () => 'ce texte ne dit rien',
  repeated_label: (detail) => `deux questions s’appellent « ${detail} » : on ne sait pas laquelle est laquelle`,
  image_without_text: () => 'une image n’a pas de texte pour qui ne la voit pas',
  own_colours: () => 'une couleur propre à ce texte peut devenir illisible : retirez-la',
  heading_order: () => 'un titre saute un niveau',
  hard_to_read: () => 'les phrases sont longues : coupez-les',
  missing_english: () => 'il manque le texte anglais',
}

const english: Sentences = {
  not_json: () => 'it is no JSON object',
  wrong_type: (detail) => `it is not of the type expected${detail ? ` (${detail})` : ''}`,
  missing_property: () => 'this property is missing',
  unknown_property: () => 'there is no such property',
  unknown_field_type: (detail) => `there is no type of field “${detail}”`,
  wrong_format: (detail) =>
    `the text does not have the form expected${detail && !detail.startsWith('^') ? ` (${detail})` : ''}`,
  not_allowed: (detail) => `this value is not allowed${detail ? ` (${detail})` : ''}`,
  too_short: (detail) => `the text is too short${detail ? ` (at least ${detail})` : ''}`,
  too_long: (detail) => `the text is too long${detail ? ` (at most ${detail})` : ''}`,
  too_few: (detail) => `more are needed${detail ? ` (at least ${detail})` : ''}`,
  too_many: (detail) => `there are too many${detail ? ` (at most ${detail})` : ''}`,
  too_small: (detail) => `the number is too small${detail ? ` (at least ${detail})` : ''}`,
  too_large: (detail) => `the number is too large${detail ? ` (at most ${detail})` : ''}`,
  duplicate_id: (detail) => `the identifier “${detail}” is used twice`,
  condition_not_understood: (detail) => `the condition cannot be understood${detail ? ` (${detail})` : ''}`,
  condition_later_field: (detail) => `the condition reads “${detail}”, which is not asked before`,
  condition_wrong_type: (detail) => `the condition compares different things${detail ? ` (${detail})` : ''}`,
  condition_unknown_field: (detail) => `“${detail}” is no field of this form`,
  condition_unknown_source: (detail) => `“${detail}” cannot be read here`,
  condition_unknown_choice: (detail) => `“${detail}” is none of the answers offered`,
  cycle: (detail) => `these fields wait for each other: ${detail}`,
  unreachable_page: () => 'no answer leads to this page',
  page_may_be_unreachable: () => 'it seems that no answer leads to this page',
  never_asked: () => 'no answer makes this question asked',
  may_never_be_asked: () => 'it seems that no answer makes this question asked',
  check_never_holds: () => 'no answer satisfies this rule',
  check_may_never_hold: () => 'it seems that no answer satisfies this rule',
  nobody_may_file: () => 'this rule keeps everybody from filing',
  options_or_source: () => 'a choice has answers written here, or a list, one of the two',
  unknown_block: (detail) => `the block “${detail}” is not in the library`,
  unknown_applicant_field: (detail) =>
    `the applicant leads to “${detail}”, which does not exist or is not of the right type`,
  applicant_may_be_hidden: (detail) => `the field “${detail}” of the applicant may not be asked: it always must be`,
  unknown_subject_field: (detail) =>
    `the subject leads to “${detail}”, which does not exist or is neither a text nor a choice`,
  unknown_not_before: (detail) => `the date is compared with “${detail}”, which is no date asked before`,
  unknown_workflow: (detail) => `the workflow “${detail}” is not in the library: import it first`,
  bad_pattern: (detail) => `the regular expression is wrong${detail ? ` (${detail})` : ''}`,
  slow_pattern: () =>
    'the regular expression cannot be followed: it must not read a group again (\\1), nor look behind, and must repeat less',
  pattern_without_message: () => 'a pattern needs a message that says what to write',
  minimum_above_maximum: () => 'the minimum is above the maximum',
  capitals: () => 'a text in capitals is hard to read: write it in lower case',
  vague_link: () => 'a link called “here” does not say where it leads',
  empty_text: () => 'this text says nothing',
  repeated_label: (detail) => `two questions are called “${detail}”: nobody can tell which is which`,
  image_without_text: () => 'an image has no text for who cannot see it',
  own_colours: () => 'a colour of this text’s own may become unreadable: take it away',
  heading_order: () => 'a heading skips a level',
  hard_to_read: () => 'the sentences are long: cut them',
  missing_english: () => 'the English text is missing',
}

const sentences = { fr: french, en: english }

type Parts = Readonly<Record<Problem['where'][number]['part'], string>>

const parts: { readonly [L in Locale]: Parts } = {
  fr: { page: 'page', field: 'champ', row_field: 'champ de la ligne', option: 'choix', rule: 'règle', property: '' },
  en: { page: 'page', field: 'field', row_field: 'field of the row', option: 'choice', rule: 'rule', property: '' },
}

/** "page adresse, champ rue : il manque « label »" */
export function procedureProblem(problem: Problem, locale: Locale): string {
  const place = problem.where.map(({ part, name }) => `${parts[locale][part]} ${name}`.trim()).join(', ')
  const told = place && `${place}${locale === 'fr' ? ' : ' : ': '}`
  return `${told}${problemWords(problem, locale)}.`
}

/** The same without its place nor its full stop, for who says the place better. */
export const problemWords = ({ code, detail = '' }: Pick<Problem, 'code' | 'detail'>, locale: Locale): string =>
  sentences[locale][code](detail)
