// Turns the user manual (docs/manual-zh) into what the app shows: public/manual.json, its chapters as HTML, and the pictures
// that they name in public/manual-pictures.
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { basename, join } from 'node:path'
import { Marked } from 'marked'

const root = fileURLToPath(new URL('..', import.meta.url))
const source = join(root, '../../docs/manual-zh')
const pictures = join(root, 'public/manual-pictures')
// in the order in which they are listed; the first is for everybody
const chapters = [['start', 'README'], ['grid-member'], ['clerk'], ['handler'], ['leader'], ['acceptance'], ['administrators']].map(([id, file]) => ({ id, file: file ?? id }))

const renderer = {
  image(path, _title, alternative) {
    const [width, height] = [16, 20].map((at) => readFileSync(join(source, path)).readUInt32BE(at)) // of a PNG
    copyFileSync(join(source, path), join(pictures, basename(path)))
    return `<a class="picture${height > width ? ' tall' : ''}" href="/manual-pictures/${basename(path)}"><img src="/manual-pictures/${basename(path)}" alt="${alternative}" width="${width}" height="${height}" loading="lazy"></a>`
  },
  link(target, _title, words) {
    const chapter = chapters.find((one) => one.file + '.md' === target)
    if (!chapter) throw new Error(`the manual links to ${target}, which is none of its chapters`)
    return `<a href="${chapter.id}">${words}</a>`
  },
  html(text) {
    if (/^<!--[\s\S]*-->\s*$/.test(text)) return ''
    throw new Error(`the manual has HTML of its own: ${text}`)
  },
}
const markdown = new Marked({ renderer })

function chapterOf(text) {
  const title = /^# (.+)$/m.exec(text)
  if (!title) throw new Error('a chapter of the manual has no title')
  // lines of Chinese are cut anywhere: a break is no blank
  const whole = text.replace(title[0], '').replace(/(?<=[⺀-￯])\n(?=[⺀-￯])/g, '')
  return { title: title[1], html: markdown.parse(whole).replaceAll('<table>', '<table class="grid">').trim() }
}

rmSync(pictures, { recursive: true, force: true })
mkdirSync(pictures, { recursive: true })
const written = chapters.map(({ id, file }) => ({ id, ...chapterOf(readFileSync(join(source, file + '.md'), 'utf8')) }))
writeFileSync(join(root, 'public/manual.json'), JSON.stringify(written) + '\n')
