import { strToU8, zipSync } from 'fflate'

const odtSpaces = [
  'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"',
  'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"',
  'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"',
].join(' ')
const word = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
const packages = 'http://schemas.openxmlformats.org/package/2006'

const paragraphs = ['Demande {number}', 'Bonjour {name},', '{reason}']
const p = (text: string): string => `<text:p>${text}</text:p>`
const w = (text: string): string => `<w:p><w:r><w:t>${text}</w:t></w:r></w:p>`

/** The smallest letters that an office program reads: three lines and a table of two columns, one row of which repeats. */
export const letterTemplates: Readonly<Record<'odt' | 'docx', Uint8Array>> = {
  odt: zipSync({
    mimetype: [strToU8('application/vnd.oasis.opendocument.text'), { level: 0 }],
    'META-INF/manifest.xml': strToU8(
      `<?xml version="1.0" encoding="UTF-8"?><manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.3"><manifest:file-entry manifest:full-path="/" manifest:media-type="application/vnd.oasis.opendocument.text"/><manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>`,
    ),
    'content.xml': strToU8(
      `<?xml version="1.0" encoding="UTF-8"?><office:document-content ${odtSpaces} office:version="1.3"><office:body><office:text>${paragraphs.map(p).join('')}<table:table table:name="t"><table:table-column table:number-columns-repeated="2"/><table:table-row><table:table-cell office:value-type="string">${p('{#children}{child}')}</table:table-cell><table:table-cell office:value-type="string">${p('{school}{/children}')}</table:table-cell></table:table-row></table:table></office:text></office:body></office:document-content>`,
    ),
  }),
  docx: zipSync({
    '[Content_Types].xml': strToU8(
      `<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Types xmlns="${packages}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>`,
    ),
    '_rels/.rels': strToU8(
      `<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Relationships xmlns="${packages}/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>`,
    ),
    'word/document.xml': strToU8(
      `<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:document ${word}><w:body>${paragraphs.map(w).join('')}<w:tbl><w:tblPr/><w:tblGrid><w:gridCol w:w="4000"/><w:gridCol w:w="4000"/></w:tblGrid><w:tr><w:tc>${w('{#children}{child}')}</w:tc><w:tc>${w('{school}{/children}')}</w:tc></w:tr></w:tbl><w:p/></w:body></w:document>`,
    ),
  }),
}
