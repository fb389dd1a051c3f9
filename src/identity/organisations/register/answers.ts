import { type Static, type TSchema, Type } from 'typebox'
import type { Officer, RegisteredEstablishment, RegisteredOrganisation } from '../schema.ts'

/*
 * What is read of the answers of API Entreprise (its OpenAPI description: `insee/sirene` and `infogreffe/rcs` version 3,
 * `djepva/api-association` version 4). Fields that are not read may change without harm.
 */

const orNull = <S extends TSchema>(schema: S) => Type.Optional(Type.Union([schema, Type.Null()]))
const text = orNull(Type.String())

export const LegalUnit = Type.Object({
  data: Type.Object({
    siren: Type.String(),
    rna: text,
    siret_siege_social: text,
    type: Type.String(),
    status_diffusion: text,
    etat_administratif: Type.String(),
    personne_morale_attributs: orNull(Type.Object({ raison_sociale: text, sigle: text })),
    personne_physique_attributs: orNull(
      Type.Object({ prenom_usuel: text, prenom_1: text, nom_usage: text, nom_naissance: text }),
    ),
    forme_juridique: orNull(Type.Object({ code: text, libelle: text })),
  }),
})

export const Establishment = Type.Object({
  data: Type.Object({
    siret: Type.String(),
    etat_administratif: text,
    status_diffusion: text,
    enseigne: text,
    activite_principale: orNull(Type.Object({ libelle: text })),
    unite_legale: orNull(
      Type.Object({ personne_morale_attributs: orNull(Type.Object({ raison_sociale: text, sigle: text })) }),
    ),
    adresse: Type.Object({
      status_diffusion: text,
      code_commune: text,
      acheminement_postal: orNull(
        Type.Object({ l1: text, l2: text, l3: text, l4: text, l5: text, l6: text, l7: text }),
      ),
    }),
  }),
})

export const Officers = Type.Object({
  data: Type.Array(
    Type.Object({
      data: Type.Object({
        type: Type.String(),
        fonction: text,
        nom: text,
        prenom: text,
        date_naissance: text,
        lieu_naissance: text,
        code_pays_naissance: text,
      }),
    }),
  ),
})

export const Association = Type.Object({
  data: Type.Object({
    rna: text,
    siren: text,
    nom: Type.String(),
    siret_siege: text,
    active: Type.Boolean(),
    regime: text,
    forme_juridique: orNull(Type.Object({ libelle: text })),
    adresse_siege: orNull(
      Type.Object({
        complement: text,
        numero_voie: text,
        type_voie: text,
        libelle_voie: text,
        code_insee: text,
        code_postal: text,
        commune: text,
      }),
    ),
    etablissements: Type.Optional(Type.Array(Type.Object({ siege: orNull(Type.Boolean()), courriel: text }))),
  }),
})

type Unit = Static<typeof LegalUnit>['data']

const filled = (parts: readonly (string | null | undefined)[]): string[] =>
  parts.flatMap((part) => (part && part.trim() !== '' ? [part.trim()] : []))

function nameOf(unit: Unit): string {
  const company = filled([unit.personne_morale_attributs?.raison_sociale, unit.personne_morale_attributs?.sigle])[0]
  if (company !== undefined) return company
  const person = unit.personne_physique_attributs
  const given = filled([person?.prenom_usuel, person?.prenom_1])[0]
  return filled([given, filled([person?.nom_usage, person?.nom_naissance])[0]]).join(' ') || unit.siren
}

/** What is not there, not said or empty is null. */
const said = (text: string | null | undefined): string | null => filled([text])[0] ?? null

type SeatAnswer = Static<typeof Establishment>['data']

function seatLines(seat: SeatAnswer | undefined): string[] {
  const post = seat?.adresse.acheminement_postal
  return post ? filled([post.l2, post.l3, post.l4, post.l5, post.l6]) : []
}

/** A firm, with the address of its seat when the register shows it. */
export function companyOf(unit: Unit, seat: SeatAnswer | undefined): RegisteredOrganisation {
  const form = unit.forme_juridique
  return {
    kind: form?.code?.startsWith('92') ? 'association' : 'company',
    siren: unit.siren,
    rna: said(unit.rna),
    name: nameOf(unit),
    legalForm: said(form?.libelle),
    isActive: unit.etat_administratif === 'A',
    seatSiret: said(unit.siret_siege_social),
    // "Partiellement diffusible": the address is not to be repeated (article A. 123-96 of the code of commerce).
    seatAddress: unit.status_diffusion === 'diffusible' ? seatLines(seat) : [],
    seatCommune: said(seat?.adresse.code_commune),
    officialEmail: null,
  }
}

/** One place of a firm; its address only when the register lets it be repeated. */
export function establishmentOf({ data }: Static<typeof Establishment>): RegisteredEstablishment {
  const owner = data.unite_legale?.personne_morale_attributs
  const isShown = (data.status_diffusion ?? data.adresse.status_diffusion) === 'diffusible'
  return {
    siret: data.siret,
    name: filled([data.enseigne, owner?.raison_sociale, owner?.sigle])[0] ?? null,
    isActive: data.etat_administratif === 'A',
    activity: said(data.activite_principale?.libelle),
    address: isShown ? seatLines(data) : [],
    commune: isShown ? said(data.adresse.code_commune) : null,
  }
}

type AssociationAnswer = Static<typeof Association>['data']

function associationSeat({
  adresse_siege: seat,
}: AssociationAnswer): Pick<RegisteredOrganisation, 'seatAddress' | 'seatCommune'> {
  if (!seat) return { seatAddress: [], seatCommune: null }
  const street = filled([seat.numero_voie, seat.type_voie, seat.libelle_voie]).join(' ')
  const place = filled([seat.code_postal, seat.commune]).join(' ')
  return { seatAddress: filled([seat.complement, street, place]), seatCommune: said(seat.code_insee) }
}

export function associationOf({ data }: Static<typeof Association>): RegisteredOrganisation {
  const emails = (data.etablissements ?? []).toSorted((a, b) => Number(b.siege ?? false) - Number(a.siege ?? false))
  return {
    kind: 'association',
    siren: said(data.siren),
    rna: said(data.rna),
    name: data.nom.trim(),
    legalForm: said(data.forme_juridique?.libelle) ?? said(data.regime),
    isActive: data.active,
    seatSiret: said(data.siret_siege),
    ...associationSeat(data),
    officialEmail: filled(emails.map(({ courriel }) => courriel))[0] ?? null,
  }
}

/** The people who answer for a firm; firms that answer for it are left out, and auditors, who do not. */
export const officersOf = ({ data }: Static<typeof Officers>): Officer[] =>
  data
    .map((each) => each.data)
    .filter(({ type, fonction }) => type === 'personne_physique' && !/COMMISSAIRE AUX COMPTES/i.test(fonction ?? ''))
    .map((each) => ({
      role: each.fonction ?? '',
      familyName: each.nom ?? null,
      givenNames: each.prenom ?? null,
      birthDate: each.date_naissance ?? null,
      birthPlace: each.lieu_naissance ?? null,
      birthCountry: each.code_pays_naissance ?? null,
    }))
