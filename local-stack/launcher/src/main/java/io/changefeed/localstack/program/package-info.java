/* SPDX-License-Identifier: Apache-2.0 */
/** The program of {@code bin/local-stack}: the local stack for interactive use, with a demo. */
@NullMarked
package io.changefeed.localstack.program;

import org.jspecify.annotations.NullMarked;
