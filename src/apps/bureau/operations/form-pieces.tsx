import type { VNode } from 'preact'
import { type Datum, data } from '#counter/connectors'
import { KeptChoices } from '../../guichet/dossiers/form/kept-choices.tsx'
import type { KeptChoice } from '../../guichet/dossiers/form/kept.ts'
import { StateDatum, type StateDatumProps } from '../../guichet/dossiers/form/state-data/state-datum.tsx'

const at = new Date('2026-11-24T13:02:00Z')

/** Where a datum of the State may stand: one of each. */
const states: readonly StateDatumProps['state'][] = [
  { kind: 'idle' },
  { kind: 'waiting', since: at, nextTryAt: new Date('2026-11-24T13:07:00Z') },
  { kind: 'fetched', values: {}, at, until: at, consentId: 'exemple' },
  { kind: 'failed', failure: 'unknown', at },
]

const kept: readonly KeptChoice[] = [
  { id: 'identite', name: 'Carte d’identité', kind: 'pièce d’identité', mediaType: 'application/pdf', isMarked: true },
  {
    id: 'domicile',
    name: 'Facture.pdf',
    kind: 'justificatif de domicile',
    mediaType: 'application/pdf',
    isMarked: false,
  },
]

/** Pieces of residents' forms that rules of the trade make: data of the State, documents kept. For the gallery. */
export function FormPieces(): VNode {
  return (
    <>
      {states.map((state, index) => StateDatum({ locale: 'fr', state, datum: data[index] as Datum }))}
      {KeptChoices({ sheet: { kept, locale: 'fr' }, name: 'piece', kinds: ['pdf', 'image'] })}
    </>
  )
}
