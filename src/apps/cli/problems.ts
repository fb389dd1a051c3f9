import type { Problem } from '#counter/procedures'

type ProblemCode = Problem['code']

/** What each fault of a procedure means, for who wrote it. `detail` is a name or a bound. */
const sentences: Readonly<Record<ProblemCode, (detail: string) => string>> = {
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
  unknown_applicant_field: (detail) =>
    `le demandeur renvoie à « ${detail} », qui n’existe pas ou n’est pas du bon type`,
  applicant_may_be_hidden: (detail) =>
    `le champ « ${detail} » du demandeur peut ne pas être posé : il doit l’être toujours`,
  unknown_subject_field: (detail) =>
    `l’objet renvoie à « ${detail} », qui n’existe pas ou n’est ni un texte ni un choix`,
  unknown_not_before: (detail) => `la date se compare à « ${detail} », qui n’est pas une date demandée avant`,
  unknown_workflow: (detail) => `le circuit « ${detail} » n’est pas dans la bibliothèque : importez-le d’abord`,
  bad_pattern: (detail) => `l’expression régulière est fausse${detail ? ` (${detail})` : ''}`,
  slow_pattern: () => 'l’expression régulière peut prendre un temps infini',
  pattern_without_message: () => 'un motif demande un message qui dise quoi écrire',
  minimum_above_maximum: () => 'le minimum dépasse le maximum',
  capitals: () => 'un texte en capitales se lit mal : écrivez en minuscules',
  vague_link: () => 'un lien nommé « ici » ne dit pas où il mène',
  missing_english: () => 'il manque le texte anglais',
}

const parts: Readonly<Record<Problem['where'][number]['part'], string>> = {
  page: 'page',
  field: 'champ',
  row_field: 'champ de la ligne',
  option: 'choix',
  property: '',
}

/** "page adresse, champ rue : il manque « label »" */
export function procedureProblem({ where, code, detail = '' }: Problem): string {
  const place = where.map(({ part, name }) => `${parts[part]} ${name}`.trim()).join(', ')
  return `${place ? `${place} : ` : ''}${sentences[code](detail)}.`
}
