/* SPDX-License-Identifier: Apache-2.0 */
/** The parts of a request besides its body: URL, headers, message id and signatures. Pure. */
@NullMarked
package io.changefeed.webhook.request;

import org.jspecify.annotations.NullMarked;
