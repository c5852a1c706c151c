/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.changefeed.source.stream.HeapBudget.Allocation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class HeapBudgetTest {
    private final HeapBudget budget = new HeapBudget(100);
    private final List<Allocation> granted = new ArrayList<>();

    @Test
    void requestIsGrantedWhileThereIsRoom() {
        allocate(60);
        allocate(40);
        allocate(1);

        assertThat(granted).hasSize(2);
        assertThat(budget.heldBytes()).isEqualTo(100);
    }

    @Test
    void requestLargerThanTheBudgetIsGrantedWhenNothingIsHeld() {
        allocate(1_000);
        allocate(1);

        assertThat(granted).hasSize(1);
        granted.get(0).release();
        assertThat(granted).hasSize(2);
    }

    @Test
    void smallRequestDoesNotOvertakeALargeOne() {
        allocate(50);
        allocate(80);
        allocate(10);
        assertThat(granted).hasSize(1);

        granted.get(0).release();

        assertThat(granted).hasSize(3);
        assertThat(budget.heldBytes()).isEqualTo(90);
    }

    @Test
    void urgentRequestOvertakesATolerantOneBeforeItsDeadline() {
        allocate(100);
        budget.allocate(Duration.ofMinutes(1), () -> 70, granted::add);
        budget.allocate(Duration.ZERO, () -> 80, granted::add);

        granted.get(0).release();

        assertThat(granted).hasSize(2);
        assertThat(granted.get(1).bytes()).isEqualTo(80);
    }

    @Test
    void estimateIsComputedWhenTheRequestIsNext() {
        long[] estimate = {100};
        allocate(100);
        budget.allocate(Duration.ZERO, () -> estimate[0], granted::add);
        budget.allocate(Duration.ZERO, () -> estimate[0], granted::add);
        estimate[0] = 10;

        granted.get(0).resize(80);

        assertThat(granted).hasSize(3);
        assertThat(budget.heldBytes()).isEqualTo(100);
    }

    @Test
    void roomIsReturnedWhenTheLastReferenceIsReleased() {
        allocate(100);
        Allocation page = granted.get(0);
        page.retain();
        page.retain();
        page.release();
        page.release();
        assertThat(budget.heldBytes()).isEqualTo(100);

        page.release();

        assertThat(budget.heldBytes()).isZero();
        assertThatThrownBy(page::release).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void heavierResponseExceedsTheBudgetUntilItIsReleased() {
        allocate(10);
        allocate(10);
        granted.get(0).resize(500);
        allocate(10);
        assertThat(granted).hasSize(2);
        assertThat(budget.heldBytes()).isEqualTo(510);

        granted.get(0).release();

        assertThat(granted).hasSize(3);
    }

    @Test
    void budgetIsExhaustedWhenNoRequestInProgressCanReturnRoom() {
        allocate(60);
        allocate(60);
        assertThat(budget.isExhausted()).isFalse();

        granted.get(0).resize(60);
        assertThat(budget.isExhausted()).isTrue();

        granted.get(0).release();
        assertThat(budget.isExhausted()).isFalse();
    }

    private void allocate(long bytes) {
        budget.allocate(Duration.ZERO, () -> bytes, granted::add);
    }
}
