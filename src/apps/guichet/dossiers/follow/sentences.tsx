import type { VNode } from 'preact'
import { type Locale, localize } from '#kernel/localized'
import { findStatus, type Workflow } from '#counter/workflows'
import { formats } from '#platform/i18n'
import type { FollowedCase } from './case.ts'
import { trackingTexts } from './texts.ts'

type Event = FollowedCase['file']['events'][number]

/** What happened, in the applicant's words; nothing for what is not hers to read. */
export function eventSentence(event: Event, workflow: Workflow, locale: Locale): VNode | undefined {
  const texts = trackingTexts(locale)
  const format = formats(locale)
  if (event.kind === 'dossier.submitted') {
    return (
      <>
        <b>{texts.sent}</b>
        {texts.sentAt(format.time(event.at))}
      </>
    )
  }
  if (event.kind === 'dossier.moved') {
    // A status of an older revision may have gone: that it moved says nothing then.
    const status = findStatus(workflow, event.payload.status)
    return status && <>{localize(status.publicLabel, locale)}</>
  }
  if (event.kind === 'answers.edited')
    return <>{event.payload.stream === 'agent_edit' ? texts.editedByOffice : texts.edited}</>
  if (event.kind === 'clock.paused') return <>{texts.clockStopped}</>
  if (event.kind === 'clock.resumed') return <>{texts.clockResumed(format.nearDate(event.payload.dueOn))}</>
  return undefined
}

/** A text as it was written: blank lines part its paragraphs, other line ends stay. */
export const paragraphs = (text: string): VNode[] =>
  text
    .split(/\n{2,}/)
    .map((paragraph) => (
      <p>{paragraph.split('\n').flatMap((line, index) => (index === 0 ? [line] : [<br />, line]))}</p>
    ))
