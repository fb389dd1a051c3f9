import type { VNode } from 'preact'
import { type Locale, localize } from '#kernel/localized'
import type { Channel } from '#counter/dossiers'
import { findStatus, type Workflow } from '#counter/workflows'
import { formats } from '#platform/i18n'
import { channelTexts } from '../../../channels.ts'
import type { FollowedCase } from './case.ts'
import { trackingTexts } from './texts.ts'

type Event = FollowedCase['file']['events'][number]

/** What happened, in the applicant's words; nothing for what is not hers to read. */
export function eventSentence(event: Event, workflow: Workflow, locale: Locale): VNode | undefined {
  const texts = trackingTexts(locale)
  if (event.kind === 'dossier.submitted') return submittedSentence(event, locale)
  if (event.kind === 'dossier.claimed') return <>{texts.claimed}</>
  if (event.kind === 'dossier.moved') {
    // A status of an older revision may have gone: that it moved says nothing then.
    const status = findStatus(workflow, event.payload.status)
    return status && <>{localize(status.publicLabel, locale)}</>
  }
  if (event.kind === 'answers.edited')
    return <>{event.payload.stream === 'agent_edit' ? texts.editedByOffice : texts.edited}</>
  if (event.kind === 'clock.paused' || event.kind === 'clock.resumed') return clockSentence(event, locale)
  if (event.kind === 'dossier.turned') return <>{texts.turnedEvent(localize(event.payload.to.title, locale))}</>
  if (event.kind === 'dossier.reopened')
    return <>{texts.reopenedEvent(formats(locale).nearDate(event.payload.dueOn))}</>
  return plainSentence(event, locale)
}

/** What its name says. */
function plainSentence(event: Event, locale: Locale): VNode | undefined {
  const texts = trackingTexts(locale)
  if (event.kind === 'dossier.joined') return <>{texts.joinedEvent}</>
  if (event.kind === 'dossier.parted') return <>{texts.partedEvent}</>
  if (event.kind === 'silence.decided') {
    const { meaning, on, source } = event.payload
    return <>{texts[`silence_${meaning}`](formats(locale).date(on), source)}</>
  }
  if (event.kind === 'silence.moved') {
    const { meaning, dueOn } = event.payload
    return <>{texts[`silenceMoved_${meaning}`](formats(locale).nearDate(dueOn))}</>
  }
  return event.kind === 'handover.told' ? handoverSentence(event, locale) : undefined
}

const clockSentence = (event: Extract<Event, { kind: 'clock.paused' | 'clock.resumed' }>, locale: Locale): VNode => {
  const texts = trackingTexts(locale)
  if (event.kind === 'clock.paused') return <>{texts.clockStopped}</>
  return <>{texts.clockResumed(formats(locale).nearDate(event.payload.dueOn))}</>
}

/** With whom her request is; what a partner's tool and ours tell each other besides is not her affair. */
function handoverSentence(event: Extract<Event, { kind: 'handover.told' }>, locale: Locale): VNode | undefined {
  const texts = trackingTexts(locale)
  const { role, state, partner, reference } = event.payload
  if (role === 'taker') return undefined
  if (state === 'offered') return <>{texts.handedTo(partner)}</>
  if (state === 'accepted') return <>{texts.takenBy(partner, reference)}</>
  if (state === 'refused' || state === 'returned' || state === 'taken_back') return <>{texts.backHere(partner)}</>
  return undefined
}

/** Sent by herself, or filed for her: then by whom, and how it came. */
function submittedSentence(event: Extract<Event, { kind: 'dossier.submitted' }>, locale: Locale): VNode {
  const texts = trackingTexts(locale)
  if (event.actor.kind === 'applicant')
    return (
      <>
        <b>{texts.sent}</b>
        {texts.sentAt(formats(locale).time(event.at))}
      </>
    )
  const { channel } = event.payload
  return <>{texts.filedFor(event.actor.name, channel === undefined ? '' : channelTexts(locale)[channel as Channel])}</>
}

/** A text as it was written: blank lines part its paragraphs, other line ends stay. */
export const paragraphs = (text: string): VNode[] =>
  text
    .split(/\n{2,}/)
    .map((paragraph) => (
      <p>{paragraph.split('\n').flatMap((line, index) => (index === 0 ? [line] : [<br />, line]))}</p>
    ))
