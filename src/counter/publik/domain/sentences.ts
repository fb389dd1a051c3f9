import type { Localized } from '#kernel/localized'
import type { Remark, RemarkCode } from '../schema.ts'
import type { FileFault, FileFaultCode } from './read/file.ts'

const faults: Readonly<Record<FileFaultCode, Localized>> = {
  too_big: {
    fr: 'Ce fichier dépasse 20 Mo : un export de Publik n’est jamais aussi gros.',
    en: 'This file is larger than 20 MB: no export of Publik is.',
  },
  empty: { fr: 'Ce fichier est vide.', en: 'This file is empty.' },
  unknown_encoding: {
    fr: 'Ce fichier annonce un encodage que nous ne lisons pas : enregistrez-le en UTF-8.',
    en: 'This file announces an encoding that we do not read: save it as UTF-8.',
  },
  wrong_encoding: {
    fr: 'Ce fichier n’est pas dans l’encodage qu’il annonce : exportez-le de nouveau depuis Publik.',
    en: 'This file is not in the encoding that it announces: export it from Publik again.',
  },
  has_doctype: {
    fr: 'Ce fichier déclare un type de document ou des entités : un export de Publik n’en a pas, il est refusé.',
    en: 'This file declares a document type or entities: an export of Publik has none, it is refused.',
  },
  too_deep: {
    fr: 'Ce fichier emboîte trop d’éléments les uns dans les autres.',
    en: 'This file nests too many elements in one another.',
  },
  too_many: { fr: 'Ce fichier compte plus de 200 000 éléments.', en: 'This file has more than 200,000 elements.' },
  not_well_formed: {
    fr: 'Ce fichier n’est pas du XML, ou il est incomplet : exportez-le de nouveau depuis Publik.',
    en: 'This file is not XML, or it is incomplete: export it from Publik again.',
  },
  not_an_export: {
    fr: 'Ce fichier n’est pas un export de Publik : ni formulaire, ni circuit, ni bloc, ni fiche, ni source, ni courriel, ni appel.',
    en: 'This file is not an export of Publik: neither form, workflow, block, card, source, mail nor call.',
  },
  not_taken: {
    fr: 'Cet export de Publik est un rôle, une catégorie, une vue ou un test : il ne devient pas un brouillon, refaites-le ici.',
    en: 'This export of Publik is a role, a category, a view or a test: it becomes no draft, make it again here.',
  },
  no_name: { fr: 'Cet export n’a pas de nom.', en: 'This export has no name.' },
  too_long: {
    fr: 'Cet export compte plus de 2 000 champs, 300 statuts ou 3 000 étapes : partagez-le dans Publik avant de l’exporter.',
    en: 'This export has more than 2,000 fields, 300 statuses or 3,000 steps: split it in Publik before exporting it.',
  },
  no_statuses: { fr: 'Ce circuit n’a aucun statut.', en: 'This workflow has no status.' },
}

/** Why a file could not be read, and where. */
export function faultSentence({ reason, line }: FileFault): Localized {
  const { fr, en = fr } = faults[reason]
  return line > 0 ? { fr: `${fr} (ligne ${line})`, en: `${en} (line ${line})` } : { fr, en }
}

const remarks: Readonly<Record<RemarkCode, Localized>> = {
  unknown_element: { fr: 'élément inconnu', en: 'unknown element' },
  condition: { fr: 'condition non traduite', en: 'condition not translated' },
  template: { fr: 'gabarit non traduit', en: 'template not translated' },
  not_carried: { fr: 'sans équivalent', en: 'no equivalent' },
  missing: { fr: 'manque dans les fichiers', en: 'missing from the files' },
  mended: { fr: 'adapté', en: 'adapted' },
}

/** `ligne 12, formdef/fields/field[3] : condition non traduite : …` */
export function remarkSentence({ code, spot, text }: Remark): Localized {
  const { fr, en = fr } = remarks[code]
  return {
    fr: `ligne ${spot.line}, ${spot.path} : ${fr} : ${text}`,
    en: `line ${spot.line}, ${spot.path}: ${en}: ${text}`,
  }
}
