import type { Datum, GivenField, ValueType } from '../schema.ts'

const field = (id: string, type: ValueType, fr: string, en: string): GivenField => ({ id, type, label: { fr, en } })

/** API Particulier keeps its own answers for 24 hours (header `X-Cache-Expires-in` of its description): no longer here. */
const day = 24

/** What can be asked of the State. Paths and parameters: OpenAPI descriptions of API Particulier and API Entreprise. */
export const data: readonly Datum[] = [
  {
    id: 'quotient_familial',
    provider: 'api_particulier',
    title: { fr: 'Quotient familial', en: 'Family quotient' },
    holder: { fr: 'la CAF ou la MSA', en: 'CAF or MSA (family benefits)' },
    ways: {
      civil_status: '/v3/dss/quotient_familial/identite',
      france_connect: '/v3/dss/quotient_familial/france_connect',
    },
    fields: [
      field('value', 'number', 'votre quotient familial', 'your family quotient'),
      field('holder', 'text', 'qui vous verse vos allocations', 'who pays your benefits'),
      field('month', 'text', 'le mois de ce quotient', 'the month of this quotient'),
      field('children', 'number', 'le nombre d’enfants de votre dossier', 'how many children your file has'),
      field('members', 'text', 'le nom des allocataires', 'the names of those who receive the benefits'),
      field('address', 'text', 'votre adresse', 'your address'),
    ],
    piece: {
      fr: 'votre attestation de quotient familial (CAF ou MSA)',
      en: 'your certificate of family quotient (CAF or MSA)',
    },
    keptHours: day,
  },
  {
    id: 'complementaire_sante',
    provider: 'api_particulier',
    title: { fr: 'Complémentaire santé solidaire', en: 'Solidarity health cover' },
    holder: { fr: 'l’Assurance maladie', en: 'the health insurance' },
    ways: {
      civil_status: '/v3/dss/complementaire_sante_solidaire/identite',
      france_connect: '/v3/dss/complementaire_sante_solidaire/france_connect',
    },
    fields: [
      field('beneficiary', 'yes_no', 'si vous en bénéficiez', 'whether you have it'),
      field('with_contribution', 'yes_no', 'si vous y participez', 'whether you pay a part'),
      field('since', 'date', 'depuis quand', 'since when'),
    ],
    piece: {
      fr: 'votre attestation de complémentaire santé solidaire',
      en: 'your certificate of solidarity health cover',
    },
    keptHours: day,
  },
  {
    id: 'etudiant',
    provider: 'api_particulier',
    title: { fr: 'Statut étudiant', en: 'Student status' },
    holder: { fr: 'le ministère de l’Enseignement supérieur', en: 'the ministry of higher education' },
    ways: {
      civil_status: '/v3/mesri/statut_etudiant/identite',
      france_connect: '/v3/mesri/statut_etudiant/france_connect',
      number: '/v3/mesri/statut_etudiant/ine',
    },
    numberLabel: { fr: 'Votre numéro INE', en: 'Your INE number' },
    fields: [
      field('enrolled', 'yes_no', 'votre inscription en cours, ou non', 'whether you are enrolled'),
      field('establishment', 'text', 'votre établissement', 'your establishment'),
      field('since', 'date', 'le début de votre inscription', 'when your enrolment begins'),
      field('until', 'date', 'la fin de votre inscription', 'when your enrolment ends'),
    ],
    piece: { fr: 'votre certificat de scolarité', en: 'your certificate of enrolment' },
    keptHours: day,
  },
  {
    id: 'bourse_etudiant',
    provider: 'api_particulier',
    title: { fr: 'Bourse d’étudiant', en: 'Student scholarship' },
    holder: { fr: 'le Crous', en: 'the Crous' },
    ways: {
      civil_status: '/v3/cnous/etudiant_boursier/identite',
      france_connect: '/v3/cnous/etudiant_boursier/france_connect',
    },
    fields: [
      field('scholar', 'yes_no', 'si vous avez une bourse', 'whether you have a scholarship'),
      field('level', 'text', 'son échelon', 'its level'),
      field('establishment', 'text', 'votre établissement', 'your establishment'),
      field('since', 'date', 'le premier jour de la bourse', 'the first day of the scholarship'),
    ],
    piece: { fr: 'votre notification de bourse', en: 'your notification of scholarship' },
    keptHours: day,
  },
  {
    id: 'scolarite',
    provider: 'api_particulier',
    title: { fr: 'Scolarité d’un élève', en: 'School enrolment of a pupil' },
    holder: { fr: 'l’Éducation nationale', en: 'the ministry of education' },
    ways: { pupil: '/v3/men/scolarites/identite' },
    fields: [
      field('enrolled', 'yes_no', 'si l’élève va à l’école', 'whether the pupil is enrolled'),
      field('scholar', 'yes_no', 'si l’élève a une bourse', 'whether the pupil has a scholarship'),
      field('level', 'number', 'l’échelon de la bourse', 'the level of the scholarship'),
      field('class', 'text', 'sa classe', 'the class'),
      field('school', 'text', 'son établissement', 'the school'),
      field('school_year', 'text', 'l’année scolaire', 'the school year'),
    ],
    piece: { fr: 'un certificat de scolarité de l’élève', en: 'a certificate of enrolment of the pupil' },
    keptHours: day,
  },
  {
    id: 'demandeur_emploi',
    provider: 'api_particulier',
    title: { fr: 'Inscription à France Travail', en: 'Registration as job-seeker' },
    holder: { fr: 'France Travail', en: 'France Travail' },
    ways: { number: '/v3/france_travail/statut/identifiant' },
    numberLabel: { fr: 'Votre identifiant France Travail', en: 'Your France Travail identifier' },
    fields: [
      field('registered', 'yes_no', 'votre inscription en cours, ou non', 'whether you are registered'),
      field('since', 'date', 'depuis quand', 'since when'),
      field('until', 'date', 'jusqu’à quand', 'until when'),
      field('category', 'text', 'votre catégorie', 'your category'),
    ],
    piece: { fr: 'votre attestation d’inscription à France Travail', en: 'your certificate of registration' },
    keptHours: day,
  },
  {
    id: 'unite_legale',
    provider: 'api_entreprise',
    title: { fr: 'Entreprise ou organisme', en: 'Firm or body' },
    holder: { fr: 'l’Insee', en: 'Insee' },
    ways: { number: 'unit' },
    numberLabel: { fr: 'Numéro SIREN ou SIRET', en: 'SIREN or SIRET number' },
    fields: [
      field('name', 'text', 'son nom', 'its name'),
      field('legal_form', 'text', 'sa forme juridique', 'its legal form'),
      field('active', 'yes_no', 'si elle est en activité', 'whether it is active'),
      field('seat', 'text', 'le SIRET de son siège', 'the SIRET of its seat'),
      field('address', 'text', 'l’adresse de son siège', 'the address of its seat'),
    ],
    piece: { fr: 'un avis de situation Insee', en: 'an Insee certificate' },
    keptHours: day,
  },
  {
    id: 'etablissement',
    provider: 'api_entreprise',
    title: { fr: 'Établissement', en: 'Establishment' },
    holder: { fr: 'l’Insee', en: 'Insee' },
    ways: { number: 'establishment' },
    numberLabel: { fr: 'Numéro SIRET', en: 'SIRET number' },
    fields: [
      field('active', 'yes_no', 'si l’établissement est ouvert', 'whether it is open'),
      field('name', 'text', 'son nom', 'its name'),
      field('activity', 'text', 'son activité', 'its activity'),
      field('address', 'text', 'son adresse', 'its address'),
      field('commune', 'text', 'le code de sa commune', 'the code of its town'),
    ],
    piece: { fr: 'un avis de situation Insee', en: 'an Insee certificate' },
    keptHours: day,
  },
  {
    id: 'dirigeants',
    provider: 'api_entreprise',
    title: { fr: 'Dirigeants d’une entreprise', en: 'Directors of a firm' },
    holder: { fr: 'le registre du commerce', en: 'the trade register' },
    ways: { number: 'officers' },
    numberLabel: { fr: 'Numéro SIREN', en: 'SIREN number' },
    fields: [
      field('directors', 'text', 'le nom et la fonction des dirigeants', 'the names and roles of its directors'),
    ],
    piece: { fr: 'un extrait Kbis de moins de trois mois', en: 'a Kbis extract of less than three months' },
    keptHours: day,
  },
  {
    id: 'association',
    provider: 'api_entreprise',
    title: { fr: 'Association', en: 'Association' },
    holder: { fr: 'le registre national des associations', en: 'the national register of associations' },
    ways: { number: 'association' },
    numberLabel: { fr: 'Numéro RNA, SIREN ou SIRET', en: 'RNA, SIREN or SIRET number' },
    fields: [
      field('name', 'text', 'son nom', 'its name'),
      field('rna', 'text', 'son numéro RNA', 'its RNA number'),
      field('active', 'yes_no', 'si elle existe encore', 'whether it still exists'),
      field('address', 'text', 'l’adresse de son siège', 'the address of its seat'),
    ],
    piece: { fr: 'le récépissé de déclaration en préfecture', en: 'the receipt of declaration to the prefecture' },
    keptHours: day,
  },
]

export const findDatum = (id: string): Datum | undefined => data.find((each) => each.id === id)

/** A value of a datum as a form names it: `quotient_familial.value`; the datum alone is its first field. */
export function readDatumName(name: string): { readonly datum: Datum; readonly field: GivenField } | undefined {
  const [id = '', fieldId] = name.split('.', 2)
  const datum = findDatum(id)
  const given = fieldId === undefined ? datum?.fields[0] : datum?.fields.find((each) => each.id === fieldId)
  return datum && given && { datum, field: given }
}
