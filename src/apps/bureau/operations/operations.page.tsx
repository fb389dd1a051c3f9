import { CheckList, Facts, NumberedSteps, PageHead, Panel } from '#platform/html'
import { formats } from '#platform/i18n'
import { Attention, type AttentionProps } from './attention.tsx'
import { Indexing, type IndexingShown } from './indexing.tsx'
import { operationsTexts } from './texts.ts'

export interface OperationsPageProps extends AttentionProps {
  readonly version: string
  /** What a question to the database takes, in milliseconds. */
  readonly databaseMs: number
  readonly sendsMail: boolean
  /** Undefined before one is imported. */
  readonly territory: { readonly name: string; readonly open: number } | undefined
  readonly indexing: IndexingShown
}

/** The operator's home: what runs, what waits, what needs her. */
export function OperationsPage(props: OperationsPageProps) {
  const texts = operationsTexts(props.locale)
  return (
    <>
      <PageHead title={texts.title} lead={texts.lead} />
      <div class="stack far">
        {props.territory === undefined && FirstSteps(props)}
        <div class="stack">
          {Attention(props)}
          {Figures(props)}
        </div>
        {props.territory !== undefined && Indexing(props)}
        <section aria-labelledby="next-title">
          <h2 id="next-title" class="col-h">
            {texts.next}
          </h2>
          <CheckList
            items={[
              {
                icon: 'mail',
                title: '',
                children: Entry({ href: '/bureau/courriels', title: texts.mails, note: texts.mailsNote }),
              },
              {
                icon: 'users',
                title: '',
                children: Entry({ href: '/bureau/fusions', title: texts.merges, note: texts.mergesNote }),
              },
              {
                icon: 'key-round',
                title: '',
                children: Entry({
                  href: '/bureau/exploitation/comptes',
                  title: texts.support,
                  note: texts.supportNote,
                }),
              },
              {
                icon: 'shield-check',
                title: '',
                children: Entry({
                  href: '/bureau/exploitation/deux-facteurs',
                  title: texts.factors,
                  note: texts.factorsNote,
                }),
              },
              {
                icon: 'log-in',
                title: '',
                children: Entry({
                  href: '/bureau/exploitation/federation',
                  title: texts.federation,
                  note: texts.federationNote,
                }),
              },
              {
                icon: 'layout-dashboard',
                title: '',
                children: Entry({ href: '/bureau/galerie', title: texts.gallery, note: texts.galleryNote }),
              },
              {
                icon: 'server',
                title: '',
                children: Entry({ href: '/healthz', title: texts.health, note: texts.healthNote }),
              },
            ]}
          />
        </section>
      </div>
    </>
  )
}

const Entry = ({ href, title, note }: { href: string; title: string; note: string }) => (
  <>
    <a href={href}>{title}</a>
    <br />
    <span class="meta">{note}</span>
  </>
)

function Figures({ locale, version, databaseMs, sendsMail, territory, jobs }: OperationsPageProps) {
  const texts = operationsTexts(locale)
  const format = formats(locale)
  return (
    <Facts
      facts={[
        { icon: 'package', label: texts.version, value: version },
        { icon: 'database', label: texts.database, value: texts.answersIn(format.number(databaseMs)) },
        {
          icon: 'mail',
          label: texts.mailWay,
          value: sendsMail ? texts.mailBySmtp : texts.mailKept,
          note: sendsMail ? undefined : texts.mailKeptNote,
        },
        {
          icon: 'map',
          label: texts.territory,
          value: territory?.name ?? texts.none,
          note: territory && texts.open(format.number(territory.open)),
        },
        ...(jobs === undefined
          ? []
          : [
              {
                icon: 'list-checks' as const,
                label: texts.jobs,
                value: format.number(jobs.waiting),
                note: jobs.failed === 0 ? texts.jobsFine : texts.jobsFailed(format.number(jobs.failed)),
              },
            ]),
      ]}
    />
  )
}

function FirstSteps({ locale }: OperationsPageProps) {
  const texts = operationsTexts(locale)
  return (
    <Panel title={texts.firstTitle} isTinted>
      <p>{texts.firstBody}</p>
      <NumberedSteps
        steps={[
          {
            title: texts.firstStep1,
            children: (
              <>
                {texts.firstStep1Body} <code>data/territories</code>.
                <br />
                <code>npx traboule territory import data/territories/…</code>
              </>
            ),
          },
          {
            title: texts.firstStep2,
            children: (
              <>
                {texts.firstStep2Body}
                <br />
                <code>npx traboule procedure import …</code>
              </>
            ),
          },
          {
            title: texts.firstStep3,
            children: (
              <>
                {texts.firstStep3Body}
                <br />
                <code>npx traboule user create …</code>
              </>
            ),
          },
        ]}
      />
    </Panel>
  )
}
