// Somebody brings files: the sample as a CSV, one with bad rows, a workbook. Each
// is looked at before anything is changed, and then applied or thrown away.

import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { test } from 'node:test'
import { axeFindings, phone, sidewaysScroll, wide } from './browser.mjs'
import { house } from './house.mjs'
import { enter, open } from './places.mjs'

const { visit } = house()
const sample = name => readFile(new URL(`../../intake/sample/${name}`, import.meta.url))

/** bring chooses a file in the form and waits until a worker has looked at it. */
async function bring (page, kind, name, buffer, mimeType = 'text/csv') {
  await enter(page)
  await open(page, '/imports')
  await page.getByLabel('What does it hold?').selectOption({ label: kind })
  await page.getByLabel('The file').setInputFiles({ name, mimeType, buffer })
  await Promise.all([page.waitForNavigation(), page.getByRole('button', { name: 'Look at the file' }).click()])
  await until(page, state => state !== 'waiting')
}

/** until waits while the page loads itself anew, without script of ours. */
async function until (page, enough) {
  const state = page.locator('[data-state]')
  for (let tries = 0; tries < 120; tries++) {
    if (enough(await state.getAttribute('data-state'))) {
      await page.waitForLoadState()
      return
    }
    await page.waitForTimeout(500)
  }
  assert.fail(`the file stays ${await state.getAttribute('data-state')}`)
}

const press = (page, words) => Promise.all([page.waitForNavigation(), page.getByRole('button', { name: words, exact: true }).click()])
const text = async page => (await page.locator('main').innerText()).replace(/\s+/g, ' ')

test('the sample is looked at, applied, and stands in the history', () => visit(async page => {
  await bring(page, 'Release extract', 'next-day.csv', await sample('releases_next_day.csv'))
  assert.match(await text(page), /What it would change Rows 387 New 0 Changed \d+/)
  assert.match(await text(page), /first release extract of this page/)
  assert.deepEqual(await axeFindings(page), [], 'axe')
  await press(page, 'Apply it')
  await until(page, state => state === 'applied')
  assert.match(await text(page), /What it changed Rows 387/)
  await Promise.all([page.waitForNavigation(), page.getByRole('link', { name: /Open import/ }).click()])
  assert.match(await text(page), /by Lee Link/)
  assert.deepEqual(await axeFindings(page), [], 'axe, the import')
  await open(page, '/imports')
  assert.match(await page.locator('[data-import]').first().innerText(), /next-day\.csv/)
  assert.deepEqual(await axeFindings(page), [], 'axe, the imports')
}, wide, { javaScriptEnabled: true }))

test('without script a file with bad rows names each with its remedy', () => visit(async page => {
  const [header, ...rows] = (await sample('releases.csv')).toString().split('\n')
  const bad = rows[0].replace(/^[A-Z]/, '7')
  await bring(page, 'Release extract', 'bad.csv', Buffer.from([header, bad, ...rows.slice(1, 9), ''].join('\n')))
  assert.match(await text(page), /Rejected 1/)
  assert.match(await text(page), /Line 2 prison_number not a prison number: write a letter, four digits and two letters/i)
  await press(page, 'Throw it away')
  assert.match(await page.locator('[role=alert]').innerText(), /thrown away, and nothing was changed/)

  await bring(page, 'Release extract', 'worse.csv', Buffer.from([header, bad, rows[1], ''].join('\n')))
  assert.match(await text(page), /1 of 2 rows are bad, more than 20 in 100: nothing was changed; mend the rows/)
  assert.equal(await page.getByRole('button', { name: 'Apply it' }).count(), 0)
}, wide, { javaScriptEnabled: false }))

for (const view of [wide, phone]) {
  test(`a workbook with true dates is read, ${view.name}`, () => visit(async page => {
    await bring(page, 'Bank holidays', 'holidays.xlsx', await readFile(new URL('holidays.xlsx', import.meta.url)),
      'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet')
    assert.match(await text(page), /What it would change Rows 2 New \d+/)
    assert.deepEqual(await axeFindings(page), [], 'axe')
    assert.deepEqual(await sidewaysScroll(page), [], 'sideways scroll at 320 pixels')
    await press(page, 'Throw it away')
  }, view))
}

test('a row that contradicts who is stored waits for somebody', () => visit(async page => {
  const [header, ...rows] = (await sample('releases_next_day.csv')).toString().split('\n')
  const columns = header.split(',')
  const cells = rows[0].split(',')
  cells[columns.indexOf('surname')] = 'Quite-Another'
  cells[columns.indexOf('date_of_birth')] = '1970-01-01'
  await bring(page, 'Release extract', 'another.csv', Buffer.from([header, cells.join(','), ...rows.slice(1, 4), ''].join('\n')))
  assert.match(await text(page), /Held for a person to decide 1/)
  await press(page, /Apply it/.test(await text(page)) && await page.getByRole('button', { name: 'Apply it all the same' }).count() ? 'Apply it all the same' : 'Apply it')
  await until(page, state => state === 'applied')
  await open(page, '/imports/held')
  assert.match(await text(page), /Surname .+ Quite-Another differs/)
  assert.deepEqual(await axeFindings(page), [], 'axe')
  assert.deepEqual(await sidewaysScroll(page), [], 'sideways scroll at 320 pixels')
  await page.getByLabel('Yes, the same person').check()
  await page.getByLabel('How do you know?').fill('rang the prison')
  await press(page, 'Save')
  for (let tries = 0; tries < 60 && !/No row waits for you/.test(await text(page)); tries++) await page.waitForTimeout(500)
  assert.match(await text(page), /No row waits for you/)
}))

for (const view of [wide, phone]) {
  test(`an import that was wrong is undone, and can be imported again, ${view.name}`, () => visit(async page => {
    const [header, ...rows] = (await sample('releases_next_day.csv')).toString().split('\n')
    const columns = header.split(',')
    const far = rows.map(row => row.split(',')).find(row => row[columns.indexOf('status')] === 'ACTIVE IN' && row[columns.indexOf('crd')] > '2027-04')
    const cells = far.slice() // of whom nobody hears at once
    cells[columns.indexOf('prison_number')] = view === wide ? 'Z9998ZZ' : 'Z9999ZZ'
    cells[columns.indexOf('surname')] = 'Onlyhere'
    const file = Buffer.from([header, cells.join(','), ''].join('\n'))
    await bring(page, 'Release extract', 'wrong.csv', file)
    await press(page, 'Apply it')
    await until(page, state => state === 'applied')
    await Promise.all([page.waitForNavigation(), page.getByRole('link', { name: /Open import/ }).click()])
    const address = new URL(page.url()).pathname
    await Promise.all([page.waitForNavigation(), page.getByRole('link', { name: 'Undo this import' }).click()])
    assert.match(await text(page), /What it would take back New in the file 1 person: they are not on the board any more/)
    assert.deepEqual(await axeFindings(page), [], 'axe')
    assert.deepEqual(await sidewaysScroll(page), [], 'sideways scroll at 320 pixels')
    await press(page, 'Yes, undo the import')
    assert.match(await page.locator('[role=alert]').innerText(), /The import is undone/)
    assert.match(await text(page), /import undone by Lee Link/)
    assert.deepEqual(await axeFindings(page), [], 'axe, undone')
    await open(page, `${address}/undo`)
    assert.match(await text(page), /It cannot be undone It was undone already by Lee Link/)
    assert.deepEqual(await axeFindings(page), [], 'axe, refused')
    await bring(page, 'Release extract', 'wrong.csv', file)
    assert.match(await text(page), /What it would change Rows 1 New 1/)
    await press(page, 'Throw it away')
  }, view))
}
