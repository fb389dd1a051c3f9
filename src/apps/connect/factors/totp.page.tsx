import qrcode from 'qrcode-generator'
import type { VNode } from 'preact'
import { readableSecret } from '#identity/accounts'
import type { Locale } from '#kernel/localized'
import { NumberedSteps } from '#platform/html'
import { Layout } from '../accounts/parts.tsx'
import { commonTexts } from '../accounts/texts.ts'
import { CodeForm, RefusalOf, type Refused } from './parts.tsx'
import { securityTexts } from './security.texts.ts'

interface TotpPageProps {
  readonly locale: Locale
  readonly secret: string
  /** What the drawing says: an `otpauth:` address. */
  readonly address: string
  readonly action: string
  readonly refused: Refused
}

/** Three steps on one page: the application, the drawing, the first code. */
export function TotpPage({ locale, secret, address, action, refused }: TotpPageProps): VNode {
  const t = securityTexts(locale)
  return Layout({
    title: t.totpTitle,
    lead: t.totpLead,
    asideLabel: commonTexts(locale).help,
    children: (
      <>
        {RefusalOf(refused, locale, t.totpRefused)}
        {NumberedSteps({
          level: 2,
          steps: [
            { title: t.totpStep1, children: <p>{t.totpStep1Body}</p> },
            {
              title: t.totpStep2,
              children: (
                <div class="stack">
                  {Drawing({ text: address, label: t.totpDrawing })}
                  <p>
                    {t.totpStep2Body}
                    <br />
                    <code>{readableSecret(secret)}</code>
                  </p>
                  <p>
                    <a href={address}>{t.totpOnPhone}</a>
                  </p>
                </div>
              ),
            },
            {
              title: t.totpStep3,
              children: CodeForm({ locale, action, kind: 'totp', error: refused.code, label: t.totpConfirm }),
            },
          ],
        })}
      </>
    ),
  })
}

/** Empty modules around the drawing: readers want four (ISO/IEC 18004). */
const quiet = 4

/** A QR code as one path; dark on white in every theme, as cameras want it. */
function Drawing({ text, label }: { readonly text: string; readonly label: string }): VNode {
  const code = qrcode(0, 'M')
  code.addData(text)
  code.make()
  const count = code.getModuleCount()
  const side = count + 2 * quiet
  const cells = Array.from({ length: count * count }, (_, index) => [Math.floor(index / count), index % count] as const)
  const path = cells
    .filter(([row, column]) => code.isDark(row, column))
    .map(([row, column]) => `M${column + quiet} ${row + quiet}h1v1h-1z`)
    .join('')
  return (
    <svg class="qr" viewBox={`0 0 ${side} ${side}`} role="img" aria-label={label} shape-rendering="crispEdges">
      <rect class="qr-ground" width={side} height={side} />
      <path class="qr-ink" d={path} />
    </svg>
  )
}
