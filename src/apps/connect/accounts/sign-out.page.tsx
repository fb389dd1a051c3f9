import type { VNode } from 'preact'
import type { Locale } from '#kernel/localized'
import { Actions, Button, ButtonLink, Form } from '#platform/html'
import { Layout } from './parts.tsx'
import { signOutTexts } from './sign-out.texts.ts'
import { commonTexts } from './texts.ts'

interface SignOutPageProps {
  readonly locale: Locale
  /** Who is still signed in: the page asks; nobody: it says that it is done. */
  readonly name: string | undefined
  readonly homeHref: string
}

/** Leaves, or says that one has left. */
export function SignOutPage({ locale, name, homeHref }: SignOutPageProps): VNode {
  const t = signOutTexts(locale)
  const common = commonTexts(locale)
  if (name !== undefined) {
    return Layout({
      title: t.askTitle,
      lead: t.ask(name),
      asideLabel: common.help,
      children: Form({
        action: '/deconnexion',
        children: Actions({
          children: (
            <>
              {Button({ size: 'big', icon: 'log-out', children: t.action })}
              {ButtonLink({ kind: 'plain', href: '/compte', children: t.stay })}
            </>
          ),
        }),
      }),
    })
  }
  return Layout({
    title: t.doneTitle,
    lead: t.done,
    asideLabel: common.help,
    children: Actions({
      children: (
        <>
          {ButtonLink({ href: homeHref, children: common.home })}
          {ButtonLink({ kind: 'plain', href: '/connexion', children: t.again })}
        </>
      ),
    }),
  })
}
