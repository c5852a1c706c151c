/* SPDX-License-Identifier: Apache-2.0 */
/** The program behind {@code bin/local-stack}: the local stack for a person, with a demo. */
@NullMarked
package io.changefeed.localstack.program;

import org.jspecify.annotations.NullMarked;
