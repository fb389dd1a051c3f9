import type { VNode } from 'preact'
import type { Zone, ZonesRefusal } from '#counter/dispatch'
import type { Locale } from '#kernel/localized'
import {
  Actions,
  Breadcrumbs,
  Button,
  DataTable,
  EmptyState,
  ErrorSummary,
  Form,
  PageHead,
  Panel,
  TextArea,
  Toast,
} from '#platform/html'
import { aroundTexts } from './around.texts.ts'
import { dispatchTexts } from './texts.ts'

interface ZonesPageProps {
  readonly locale: Locale
  readonly base: string
  readonly zones: readonly Zone[]
  readonly isDone?: boolean
  readonly refusal?: ZonesRefusal
  readonly text?: string
}

/** The quarters that rules may name. */
export function ZonesPage({ locale, base, zones, isDone = false, refusal, text }: ZonesPageProps): VNode {
  const [t, a] = [dispatchTexts(locale), aroundTexts(locale)]
  const error = refusal === undefined ? undefined : a.zone_refusal(refusal)
  return (
    <>
      {isDone && Toast({ children: a.zones_done })}
      {Breadcrumbs({ label: t.back, links: [{ href: base, label: t.back }], isBack: true })}
      {PageHead({ title: a.zones_title, lead: a.zones_lead })}
      <div class="stack far">
        {error !== undefined && ErrorSummary({ title: t.to_correct, errors: [{ fieldId: 'fichier', message: error }] })}
        {zones.length === 0
          ? EmptyState({ icon: 'map', level: 2, title: a.zones_none, children: <p>{a.zones_file_hint}</p> })
          : Form({
              action: `${base}/quartiers`,
              children: DataTable<Zone>({
                caption: a.zones_title,
                rows: zones,
                columns: [
                  { title: a.zones_title, isHeading: true, onCard: 'title', cell: ({ name }) => name },
                  {
                    title: t.remove,
                    isTitleHidden: true,
                    cell: ({ id, name }) => (
                      <Button kind="quiet" icon="trash-2" name="retirer" value={id}>
                        {t.remove}
                        <span class="vh"> {name}</span>
                      </Button>
                    ),
                  },
                ],
              }),
            })}
        {Panel({
          title: a.zones_add,
          children: Form({
            action: `${base}/quartiers`,
            children: (
              <>
                {TextArea({
                  id: 'fichier',
                  name: 'fichier',
                  label: a.zones_file,
                  hint: a.zones_file_hint,
                  value: text,
                  error,
                  isRequired: true,
                })}
                {Actions({ children: Button({ kind: 'secondary', icon: 'plus', children: a.zones_do }) })}
              </>
            ),
          }),
        })}
      </div>
    </>
  )
}
