import { normalise } from '#kernel/normalise'

/** The words that end text messages and bring them back, as French operators and the CNIL know them. */
export const isStop = (text: string): boolean =>
  /^(?:stop|stop sms|arret|desinscription|unsubscribe)$/.test(normalise(text))

export const isStart = (text: string): boolean => /^(?:start|reprise|reprendre)$/.test(normalise(text))
