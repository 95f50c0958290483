// Makes web/assets/built from the two npm packages: look.css, look.js and the
// few icons that the stylesheet points at.
//
// Outside gov.uk one may use the GOV.UK components but not the GDS Transport
// font, the crown, the crests, the GOV.UK logo or its favicons. They are taken
// out here, and the script stops if any of them would be left.

import { build } from 'esbuild'
import { mkdir, readFile, rename, rm, writeFile, copyFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'

const here = dirname(fileURLToPath(import.meta.url))
const packages = join(here, 'node_modules')
const out = join(here, '../../web/assets/built')
const draft = `${out}.new`

const govuk = join(packages, 'govuk-frontend/dist/govuk')
const moj = join(packages, '@ministryofjustice/frontend/moj')
const systemFont = 'system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif'
const notice = `/*! ${await nameOf('govuk-frontend')} and ${await nameOf('@ministryofjustice/frontend')}, changed. MIT licence: see LICENCES.txt */\n`
const firstVisitLimit = 140 * 1024 // leaves 10 KB of the promised 150 for the page itself

/** nameOf gives a package's name and version as installed. */
async function nameOf (name) {
  const { version } = JSON.parse(await readFile(join(packages, name, 'package.json'), 'utf8'))
  return `${name} ${version}`
}

/** withoutMarks takes fonts and the marks of the Crown out of one compiled stylesheet. */
function withoutMarks (css) {
  return css
    .replace(/@charset "[^"]*";/g, '')
    .replace(/\/\*# sourceMappingURL=.*?\*\//g, '')
    .replace(/@font-face\{[^}]*\}/g, '')
    .replace(/[^{}]*\{[^{}]*\}/g, rule => /crest|crown|govuk-logo/i.test(rule) ? '' : rule)
    .replaceAll('GDS Transport,arial,sans-serif', systemFont)
    .replaceAll('url(/assets/images/', 'url(images/')
}

/** refuseMarks stops the build when a new version of a package brings back what must not be used. */
function refuseMarks (css) {
  for (const mark of ['GDS Transport', '@font-face', 'crest', 'crown', 'url(/', 'url(http']) {
    if (css.toLowerCase().includes(mark.toLowerCase())) {
      throw new Error(`look.css still holds "${mark}": mend withoutMarks in tools/assets/build.mjs for the new version of the packages`)
    }
  }
}

/** iconsOf lists the pictures a stylesheet points at. */
function iconsOf (css) {
  return [...new Set([...css.matchAll(/url\(images\/([a-z0-9-]+\.svg)\)/g)].map(found => found[1]))]
}

async function makeStyles () {
  const sheets = [`${govuk}/govuk-frontend.min.css`, `${moj}/moj-frontend.min.css`]
  const texts = await Promise.all(sheets.map(sheet => readFile(sheet, 'utf8')))
  const css = notice + texts.map(withoutMarks).join('\n')
  refuseMarks(css)
  await writeFile(join(draft, 'look.css'), css)
  await mkdir(join(draft, 'images'), { recursive: true })
  for (const icon of iconsOf(css)) {
    await copyFile(join(moj, 'assets/images', icon), join(draft, 'images', icon))
  }
  return css
}

async function makeScript () {
  const made = await build({
    entryPoints: [join(here, 'entry.mjs')],
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2020',
    legalComments: 'none',
    write: false
  })
  const js = notice + made.outputFiles[0].text
  await writeFile(join(draft, 'look.js'), js)
  return js
}

await rm(draft, { recursive: true, force: true })
await mkdir(draft, { recursive: true })
const [css, js] = await Promise.all([makeStyles(), makeScript()])

const sent = [css, js].map(text => gzipSync(text, { level: 9 }).length)
const total = sent[0] + sent[1]
if (total > firstVisitLimit) {
  throw new Error(`look.css and look.js take ${total} bytes on the wire, more than ${firstVisitLimit}`)
}
await rm(out, { recursive: true, force: true })
await rename(draft, out)
const kilobytes = bytes => `${(bytes / 1024).toFixed(0)} KB`
console.log(`assets: look.css ${kilobytes(css.length)} (${kilobytes(sent[0])} on the wire), look.js ${kilobytes(js.length)} (${kilobytes(sent[1])} on the wire)`)
