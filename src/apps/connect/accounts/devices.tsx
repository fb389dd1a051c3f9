import type { VNode } from 'preact'
import type { OpenSession } from '#identity/accounts'
import type { Locale } from '#kernel/localized'
import { Button, Form, StateChip, Summary } from '#platform/html'
import { formats } from '#platform/i18n'
import { accountTexts } from './account.texts.ts'
import { describeDevice } from './device.ts'

interface DevicesProps {
  readonly locale: Locale
  readonly sessions: readonly OpenSession[]
  /** The session that reads the page. */
  readonly currentId: string
}

/** Where somebody is signed in, each place with the way to leave it. */
export function Devices({ locale, sessions, currentId }: DevicesProps): VNode {
  const t = accountTexts(locale)
  const others = sessions.filter(({ id }) => id !== currentId)
  const current = sessions.filter(({ id }) => id === currentId)
  return (
    <>
      {Summary({
        title: t.devices,
        items: [...current, ...others].map((session) => ({
          label: deviceName(session, locale),
          value: DeviceLine({ session, isCurrent: session.id === currentId, locale }),
        })),
      })}
      {others.length > 1 &&
        Form({
          action: '/compte/appareils/deconnecter',
          children: <div>{Button({ kind: 'secondary', size: 'small', children: t.endOthers })}</div>,
        })}
    </>
  )
}

const deviceName = ({ device }: OpenSession, locale: Locale): string =>
  describeDevice(device, locale) || accountTexts(locale).unknownDevice

function DeviceLine(props: { session: OpenSession; isCurrent: boolean; locale: Locale }): VNode {
  const { session, isCurrent, locale } = props
  const t = accountTexts(locale)
  const format = formats(locale)
  const signedIn = format.dateTime(session.signedInAt)
  return (
    <>
      <p>{isCurrent ? t.opened(signedIn) : t.openedSeen(signedIn, format.dateTime(session.seenAt))}</p>
      {isCurrent
        ? StateChip({ icon: 'check', label: t.here, tone: 'ok' })
        : Form({
            action: `/compte/appareils/${session.id}/deconnecter`,
            children: (
              <div>
                <Button kind="plain" size="small" icon="log-out">
                  {t.end}
                  <span class="vh"> : {deviceName(session, locale)}</span>
                </Button>
              </div>
            ),
          })}
    </>
  )
}
