/* SPDX-License-Identifier: Apache-2.0 */
/**
 * The code that runs in the child processes of the local stack. It depends only on the JDK and on the class path of the
 * child process.
 */
@NullMarked
package io.changefeed.localstack.child;

import org.jspecify.annotations.NullMarked;
