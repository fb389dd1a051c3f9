import type { ComponentChildren } from 'preact'

export interface PageProps {
  lang: 'fr' | 'en'
  /** The page first, then the site: "Suivi de ma demande | Ville de Valfontaine". Starts with "Erreur :" after a refused form. */
  title: string
  description?: string | undefined
  /** Which of the sites: sets the density of the page. */
  site: 'guichet' | 'bureau'
  stylesheets: readonly string[]
  /** Address of the collectivity's colours: the security policy allows no style within the page. */
  brandHref?: string | undefined
  /** Address of the typeface, fetched along with the styles rather than after them. */
  fontHref?: string | undefined
  iconHref?: string | undefined
  /** Modules run after the page is read; each improves what already works. */
  scripts?: readonly string[] | undefined
  /** The same page in the other language. */
  alternate?: { lang: 'fr' | 'en'; href: string } | undefined
  /** Out of search engines: everything personal. */
  isPrivate?: boolean | undefined
  children: ComponentChildren
}

/** The document. Everything a page shows stands in its children. */
export function Page(props: PageProps) {
  const { fontHref, brandHref, alternate, description } = props
  return (
    <html lang={props.lang}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>{props.title}</title>
        {description !== undefined && <meta name="description" content={description} />}
        {props.isPrivate === true && <meta name="robots" content="noindex" />}
        <meta name="color-scheme" content="light dark" />
        {fontHref !== undefined && (
          <link rel="preload" href={fontHref} as="font" type="font/woff2" crossorigin="anonymous" />
        )}
        {props.stylesheets.map((href) => (
          <link rel="stylesheet" href={href} />
        ))}
        {brandHref !== undefined && <link rel="stylesheet" href={brandHref} />}
        <link rel="icon" href={props.iconHref ?? 'data:,'} />
        {alternate !== undefined && <link rel="alternate" hreflang={alternate.lang} href={alternate.href} />}
        {props.scripts?.map((src) => (
          <script type="module" src={src} />
        ))}
      </head>
      <body class={props.site}>{props.children}</body>
    </html>
  )
}

export interface SkipLinkProps {
  label: string
}

/** First link of a page: jumps to the main content, whose id is always `content`. */
export function SkipLink({ label }: SkipLinkProps) {
  return (
    <a class="skip" href="#content">
      {label}
    </a>
  )
}

export interface MainProps {
  children: ComponentChildren
  class?: string | undefined
}

/** The main content, target of the skip link. */
export function Main(props: MainProps) {
  return (
    <main id="content" tabIndex={-1} class={props.class}>
      {props.children}
    </main>
  )
}
