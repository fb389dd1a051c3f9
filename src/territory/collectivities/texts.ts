import type { Locale } from '#kernel/localized'
import { catalogue } from '#platform/i18n'
import type { Problem, ProblemReason } from './domain/import/problem.ts'

/** What a sentence is completed with: what was found, and what was expected. */
type Sentence = (value: string, expected: string) => string

const fr = {
  file_missing: () => 'le fichier est introuvable',
  file_outside: () => 'le fichier est en dehors du dossier du territoire : placez-le dedans',
  not_utf8: () => 'le fichier n’est pas en UTF-8 : enregistrez-le avec cet encodage',
  not_json: (value) => `ce n’est pas du JSON (${value})`,
  bad_field: (value) => `le champ « ${value} » manque ou n’a pas la forme attendue`,
  csv_unclosed_quote: () => 'un guillemet s’ouvre et ne se ferme jamais',
  csv_stray_quote: () =>
    'un guillemet est au milieu d’une cellule : entourez toute la cellule de guillemets et doublez celui-ci',
  csv_empty: () => 'le fichier est vide',
  csv_width: (value, expected) => `la ligne a ${value} cellules, l’en-tête en annonce ${expected}`,
  csv_missing_column: (value, expected) => `la colonne « ${value} » manque ; celles du fichier sont : ${expected}`,
  csv_no_row: () => 'aucune ligne ne correspond au territoire',
  bad_insee: (value) =>
    `« ${value} » n’est pas un code INSEE : cinq caractères, par exemple 69123 ou 2A004 (un tableur a pu ôter le zéro du début)`,
  duplicate_insee: (value, expected) => `le code INSEE ${value} est déjà à la ligne ${expected}`,
  no_name: (value) => `la commune ${value} n’a pas de nom`,
  bad_siren: (value) => `« ${value} » n’est pas un SIREN : neuf chiffres, dont le dernier est la clé des autres`,
  duplicate_siren: (value, expected) => `le SIREN ${value} est déjà à la ligne ${expected}`,
  bad_population: (value) => `« ${value} » n’est pas un nombre d’habitants`,
  bad_postal_code: (value) => `« ${value} » n’est pas un code postal : cinq chiffres, séparés par une espace`,
  not_geojson: () => 'ce n’est pas une collection GeoJSON (« FeatureCollection »)',
  bad_contour: (value) => `le contour de ${value} n’est pas un polygone fermé`,
  projected_contour: (value) =>
    `le contour de ${value} n’est pas en degrés : convertissez le fichier en WGS 84 (EPSG:4326)`,
  duplicate_contour: (value) => `${value} a deux contours`,
  bad_group_code: (value) =>
    `« ${value} » n’est ni un SIREN juste, ni un mot en minuscules qui en tienne lieu pour ce groupement`,
  duplicate_group: (value) => `deux groupements ont le code « ${value} »`,
  no_member: (value) => `aucune commune du territoire n’est membre de « ${value} »`,
  no_members_in_file: (value) => `le fichier ne donne pas les membres du groupement ${value}`,
} satisfies Record<ProblemReason, Sentence>

const en = {
  file_missing: () => 'the file cannot be found',
  file_outside: () => 'the file is outside of the territory’s folder: put it inside',
  not_utf8: () => 'the file is not in UTF-8: save it with that encoding',
  not_json: (value) => `it is not JSON (${value})`,
  bad_field: (value) => `the field “${value}” is missing or is not what is expected`,
  csv_unclosed_quote: () => 'a quote opens and never closes',
  csv_stray_quote: () => 'a quote stands in the middle of a cell: put the whole cell in quotes and double this one',
  csv_empty: () => 'the file is empty',
  csv_width: (value, expected) => `the line has ${value} cells where the header has ${expected}`,
  csv_missing_column: (value, expected) => `the column “${value}” is missing; those of the file are: ${expected}`,
  csv_no_row: () => 'no line belongs to the territory',
  bad_insee: (value) =>
    `“${value}” is not an INSEE code: five characters, such as 69123 or 2A004 (a spreadsheet may have removed the first zero)`,
  duplicate_insee: (value, expected) => `the INSEE code ${value} is already on line ${expected}`,
  no_name: (value) => `the commune ${value} has no name`,
  bad_siren: (value) => `“${value}” is not a SIREN: nine digits, the last of which is the key of the others`,
  duplicate_siren: (value, expected) => `the SIREN ${value} is already on line ${expected}`,
  bad_population: (value) => `“${value}” is not a number of inhabitants`,
  bad_postal_code: (value) => `“${value}” is not a postal code: five digits, separated by a space`,
  not_geojson: () => 'it is not a GeoJSON collection (“FeatureCollection”)',
  bad_contour: (value) => `the contour of ${value} is not a closed polygon`,
  projected_contour: (value) => `the contour of ${value} is not in degrees: convert the file to WGS 84 (EPSG:4326)`,
  duplicate_contour: (value) => `${value} has two contours`,
  bad_group_code: (value) => `“${value}” is neither a correct SIREN nor a lower-case word that stands for this group`,
  duplicate_group: (value) => `two groups have the code “${value}”`,
  no_member: (value) => `no commune of the territory is a member of “${value}”`,
  no_members_in_file: (value) => `the file does not give the members of the group ${value}`,
} satisfies Record<ProblemReason, Sentence>

const sentences = catalogue<Record<ProblemReason, Sentence>>({ fr, en })
const places = catalogue({
  fr: { at: (file: string, line: number | undefined) => (line ? `${file}, ligne ${line} : ` : `${file} : `) },
  en: { at: (file, line) => (line ? `${file}, line ${line}: ` : `${file}: `) },
})

/** A sentence on what is wrong and where: "communes.csv, ligne 12 : le code INSEE 69273 est déjà à la ligne 4." */
export function problemSentence(problem: Problem, locale: Locale = 'fr'): string {
  const { file, line, reason, value = '', expected = '' } = problem
  return `${places(locale).at(file, line)}${sentences(locale)[reason](value, expected)}.`
}
