import type { VNode } from 'preact'
import type { Locale } from '#kernel/localized'
import { ButtonLink, Notice, NumberedSteps, Panel, SectionHead } from '#platform/html'
import { Layout } from './parts.tsx'
import { commonTexts } from './texts.ts'

export interface LetterPageProps {
  readonly locale: Locale
  readonly title: string
  readonly lead: string
  readonly steps: readonly { readonly title: string; readonly text: string }[]
  /** What to do when nothing arrives. */
  readonly nothing: { readonly title: string; readonly text: string; readonly href: string; readonly action: string }
  /** Mails stay on this machine: a demonstration without a mail server. */
  readonly staysHere: boolean
}

/** A message has left: what to do with it, and what to do without it. */
export function LetterPage({ locale, title, lead, steps, nothing, staysHere }: LetterPageProps): VNode {
  const common = commonTexts(locale)
  return Layout({
    title,
    lead,
    asideLabel: common.help,
    aside: Panel({
      title: nothing.title,
      isTinted: true,
      children: (
        <>
          <p>{nothing.text}</p>
          <p>{ButtonLink({ href: nothing.href, kind: 'secondary', children: nothing.action })}</p>
        </>
      ),
    }),
    children: (
      <>
        <section>
          {SectionHead({ title: common.next })}
          {NumberedSteps({
            level: 3,
            steps: steps.map((step) => ({ title: step.title, children: <p>{step.text}</p> })),
          })}
        </section>
        {staysHere &&
          Notice({
            tone: 'info',
            children: (
              <>
                <b>{common.demoMailTitle}</b>. {common.demoMail}
              </>
            ),
          })}
      </>
    ),
  })
}
