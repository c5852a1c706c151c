/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.delivery;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A delivery that was begun. */
public interface Attempt {
    /**
     * What the destination answers. When it completes, nothing of this attempt can reach the destination any more. It
     * completes with an exception only for a bug, which fails the task.
     */
    CompletionStage<Answer> answer();

    /** Gives up: the answer completes soon, with whatever it is then. Nothing to do when it was answered already. */
    void abort();

    /** An attempt that needed no call of the destination. */
    static Attempt answered(Answer answer) {
        CompletionStage<Answer> answered = CompletableFuture.completedFuture(answer);
        return new Attempt() {
            @Override
            public CompletionStage<Answer> answer() {
                return answered;
            }

            @Override
            public void abort() {
                // It is answered already.
            }
        };
    }
}
