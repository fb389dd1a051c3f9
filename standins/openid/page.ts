const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/** Text made safe to stand in a page or in an attribute. */
export const safe = (text: string): string => text.replaceAll(/[&<>"']/g, (sign) => escapes[sign] ?? sign)

const style = `:root{color-scheme:light dark}body{font:18px/1.5 system-ui,sans-serif;max-width:44rem;margin:0 auto;padding:1rem}
.sign{border:2px dashed currentColor;padding:.5rem 1rem;font-weight:700}fieldset{border:1px solid;margin:1rem 0;padding:.5rem 1rem}
label{display:block;padding:.5rem 0}button{font:inherit;min-height:44px;padding:.5rem 1rem;margin:.25rem .5rem .25rem 0}
input[type=text],input[type=email],select{font:inherit;min-height:44px;max-width:100%;box-sizing:border-box}dt{font-weight:700}`

/** A page of a simulator: it says first, in words, that it is one. Nothing of the State's look is borrowed. */
export const simulatorPage = (name: string, title: string, content: string): string => `<!doctype html>
<html lang="fr"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>${safe(title)} – simulateur</title><style>${style}</style></head>
<body><main><p class="sign">Simulateur de ${safe(name)} : ce n’est pas le vrai service, ces personnes n’existent pas.</p>
<h1>${safe(title)}</h1>${content}</main></body></html>`
