// SPDX-License-Identifier: Apache-2.0
import path from 'node:path'
import { slug } from 'github-slugger'
import { defineConfig } from 'vitepress'
import { navigation, pages, published, resolve, root, title } from './project.js'

// The pages are the Markdown files of the repository, as GitHub shows them too.
export default defineConfig({
  title: 'Changefeed',
  description: 'Kafka Connect plugins that publish the changes of DynamoDB tables and deliver them',
  lang: 'en',
  srcDir: '..',
  srcExclude: ['**/target/**', '**/src/**', ...navigation.notPages],
  outDir: '../target/site',
  cacheDir: './node_modules/.cache/vitepress',
  rewrites: published,
  markdown: {
    anchor: { slugify: text => slug(text) },
    config: md => md.core.ruler.push('links', state => rewriteLinks(state))
  },
  vite: {
    // The search index is loaded at the first search only.
    build: { chunkSizeWarningLimit: 1500 },
    plugins: [externalVue()]
  },
  themeConfig: {
    outline: [2, 3],
    search: { provider: 'local' },
    sidebar: Object.entries(navigation.sections).map(([text, section]) => ({
      text,
      collapsed: text === 'Decisions' ? true : undefined,
      items: section.map(page => ({ text: title(page), link: '/' + published(page) }))
    }))
  }
})

function rewriteLinks(state) {
  const page = path.posix.relative(root, state.env.realPath ?? state.env.path)
  if (!pages.includes(page)) {
    return
  }
  for (const block of state.tokens) {
    for (const token of block.children ?? []) {
      const address = token.type === 'link_open' ? resolve(page, token.attrGet('href')) : undefined
      if (address !== undefined) {
        token.attrSet('href', address)
      }
    }
  }
}

// The pages are outside of this folder, so Vite does not find the module in its node_modules. Node.js does.
function externalVue() {
  return {
    name: 'external-vue',
    enforce: 'pre',
    resolveId: (id, importer, { ssr }) => (ssr && /^vue(\/|$)/.test(id) ? { id, external: true } : undefined)
  }
}
