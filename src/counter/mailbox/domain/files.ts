/**
 * Types that nobody opens in a browser, and that people send all the same: kept as bytes, never unpacked. What runs when
 * one opens it is not among them.
 */
const opaque = new Set(
  (
    'zip 7z gz tar rar dat p7s p7m ics vcf eml msg mp3 m4a ogg oga opus amr wav mp4 mov 3gp webm avi mkv tif tiff bmp rtf ' +
    'ppt pptx odp odg kml gpx geojson dwg dxf xml json svg'
  ).split(' '),
)

const extensionOf = (name: string): string => /\.([a-z0-9]{1,8})$/i.exec(name)?.[1]?.toLowerCase() ?? ''

/** Names of what a mail declares without naming it. */
const names: Readonly<Record<string, string>> = {
  'message/rfc822': 'message.eml',
  'text/calendar': 'invitation.ics',
  'application/ms-tnef': 'winmail.dat',
  'application/pkcs7-signature': 'signature.p7s',
  'application/x-pkcs7-signature': 'signature.p7s',
  'application/pkcs7-mime': 'message.p7m',
  'text/plain': 'texte.txt',
  'text/html': 'page.html',
  'image/jpeg': 'image.jpg',
  'image/png': 'image.png',
  'image/gif': 'image.gif',
  'application/pdf': 'document.pdf',
}

/** Its name, or one that its declared type gives. */
export const nameOf = ({ name, mediaType }: { readonly name: string; readonly mediaType: string }): string =>
  name || names[mediaType] || 'fichier'

/** Whether a file that is of no known type is kept as bytes all the same. */
export const isKeptOpaque = (name: string, refusal: string): boolean =>
  refusal === 'forbidden_type' && opaque.has(extensionOf(name))
