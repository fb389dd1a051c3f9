import type { AnyJournalEvent } from '#counter/dossiers'
import type { IconName } from '#platform/html'
import { catalogue, type Locale } from '#platform/i18n'

type Told = Extract<AnyJournalEvent, { kind: 'handover.told' }>

const toldTexts = catalogue({
  fr: {
    giver_offered: (who: string) => `Confiée à ${who}`,
    giver_requested: (who: string) => `Reçue par l’outil de ${who}`,
    giver_accepted: (who: string) => `Acceptée par ${who}`,
    giver_refused: (who: string) => `Refusée par ${who}`,
    giver_settled: (who: string) => `Réglée par ${who}`,
    giver_returned: (who: string) => `Rendue par ${who}`,
    giver_taken_back: (who: string) => `Reprise à ${who}`,
    giver_message: (who: string) => `Nouvelles de ${who}`,
    giver_late: (who: string) => `${who} tarde à répondre`,
    taker_requested: (who: string) => `Reçue de ${who}`,
    taker_accepted: (who: string) => `Acceptée, ${who} est prévenu`,
    taker_refused: (who: string) => `Refusée, ${who} la reprend`,
    taker_settled: (who: string) => `Réglée, ${who} est prévenu`,
    taker_returned: (who: string) => `Rendue à ${who}`,
    taker_taken_back: (who: string) => `Reprise par ${who}`,
    taker_message: (who: string) => `Nouvelles de ${who}`,
    other: (who: string) => `Passation avec ${who}`,
    reference: (number: string) => `, sous le numéro ${number}`,
    by: (who: string) => ` par ${who}`,
  },
  en: {
    giver_offered: (who) => `Handed over to ${who}`,
    giver_requested: (who) => `Received by the tool of ${who}`,
    giver_accepted: (who) => `Accepted by ${who}`,
    giver_refused: (who) => `Refused by ${who}`,
    giver_settled: (who) => `Settled by ${who}`,
    giver_returned: (who) => `Given back by ${who}`,
    giver_taken_back: (who) => `Taken back from ${who}`,
    giver_message: (who) => `News from ${who}`,
    giver_late: (who) => `${who} is slow to answer`,
    taker_requested: (who) => `Received from ${who}`,
    taker_accepted: (who) => `Accepted, ${who} is told`,
    taker_refused: (who) => `Refused, ${who} takes it back`,
    taker_settled: (who) => `Settled, ${who} is told`,
    taker_returned: (who) => `Given back to ${who}`,
    taker_taken_back: (who) => `Taken back by ${who}`,
    taker_message: (who) => `News from ${who}`,
    other: (who) => `Hand-over with ${who}`,
    reference: (number) => `, under the number ${number}`,
    by: (who) => ` by ${who}`,
  },
})

const icons: Readonly<Record<string, IconName>> = {
  accepted: 'circle-check',
  refused: 'circle-x',
  settled: 'badge-check',
  returned: 'undo-2',
  taken_back: 'undo-2',
  message: 'message-square',
  late: 'clock',
}

/** A step of a hand-over, for agents. */
export function tellHandover({ actor, payload }: Told, locale: Locale) {
  const t = toldTexts(locale)
  const { role, state, partner, reference } = payload
  const name = `${role}_${state}`
  const words = Object.hasOwn(t, name) ? t[name as 'giver_offered'] : t.other
  const by = actor.kind === 'agent' ? t.by(actor.name) : ''
  const rest = `${state === 'accepted' && reference !== null ? t.reference(reference) : ''}${by}`
  return { icon: icons[state] ?? ('share-2' as const), strong: words(partner), rest }
}
