// SPDX-License-Identifier: Apache-2.0
import { sources } from '../.vitepress/project.js'

export default { paths: () => sources() }
