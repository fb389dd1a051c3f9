import type { AgentDossierFile, OutsideShown } from '#counter/dossiers'
import { Action, Button, ButtonLink, StateChip } from '#platform/html'
import { formats, type Locale } from '#platform/i18n'
import { askedTexts } from './texts.ts'

/** One that waits for its answer, as the page of the case shows it. */
export interface AskedView {
  readonly id: string
  readonly label: string
  readonly note: string
}

interface Around {
  readonly file: Pick<AgentDossierFile, 'dossier' | 'events'>
  readonly asked: readonly OutsideShown[]
  readonly locale: Locale
}

/** What agents asked by hand and wait for, the latest last. */
export function askedViews({ file, asked, locale }: Around): readonly AskedView[] {
  const [t, dates] = [askedTexts(locale), formats(locale)]
  const names = new Map(
    file.events.flatMap((each) =>
      each.kind === 'asked.by_hand' ? [[each.payload.requestId, each.payload.name ?? ''] as const] : [],
    ),
  )
  return asked
    .filter(({ request, isAwaited }) => isAwaited && request.step === '')
    .map(({ request }) => {
      const { id, service, parameters, askedByName, askedAt, wishedOn } = request
      const given = parameters['name']
      const outside = typeof given === 'string' ? given : ''
      const name = service === 'signature' ? file.dossier.applicantName : names.get(id) || outside
      const isSignature = service === 'signature' || service === 'visa'
      return {
        id,
        label: isSignature ? t.signatureOf(name) : t.opinionOf(name),
        note: [
          t.askedOn(askedByName ?? '', dates.date(askedAt)),
          ...(wishedOn === null ? [] : [t.wishedOn(dates.date(wishedOn))]),
          ...(parameters['pauses'] === true ? [t.pausing] : []),
        ].join(', '),
      }
    })
}

interface BlockProps {
  readonly locale: Locale
  readonly address: string
  readonly from: string
  readonly version: number
  readonly key: string
  readonly isClosed: boolean
  readonly asked: readonly AskedView[]
}

/** What one may ask about a case, and what is asked already; nothing once it is over. */
export function AskedBlock({ locale, address, from, version, key, isClosed, asked }: BlockProps) {
  if (isClosed) return null
  const t = askedTexts(locale)
  return (
    <section class="stack" aria-labelledby="avis-et-signatures">
      <h3 id="avis-et-signatures">{t.block}</h3>
      {asked.map(({ id, label, note }) => (
        <div class="act">
          {StateChip({ tone: 'info', icon: 'clock', label })}
          <p>{note}</p>
          <Action
            action={`${address}/avis-demandes/retirer${from}`}
            hidden={{ version: String(version), key, question: id }}
          >
            <Button kind="quiet" size="small" icon="undo-2">
              {t.withdraw}
              <span class="vh"> : {label}</span>
            </Button>
          </Action>
        </div>
      ))}
      <div class="acts">
        <div class="act">
          <ButtonLink kind="quiet" isWide icon="users" href={`${address}/demander-un-avis${from}`}>
            {t.askOpinion}
          </ButtonLink>
          <p>{t.askOpinionNote}</p>
        </div>
        <div class="act">
          <ButtonLink kind="quiet" isWide icon="pen-line" href={`${address}/faire-signer${from}`}>
            {t.askSignature}
          </ButtonLink>
          <p>{t.askSignatureNote}</p>
        </div>
      </div>
    </section>
  )
}
