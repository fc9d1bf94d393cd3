package io.lb4j.simulator.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.lb4j.select.SelectionPolicies;
import io.lb4j.select.SelectionPolicy;
import java.lang.reflect.Method;
import org.junit.jupiter.api.Test;

class PolicyCatalogTest {

  @Test
  void everyPolicyOfTheLibraryCanCompeteUnderItsOwnName() throws ReflectiveOperationException {
    for (Method factory : SelectionPolicies.class.getMethods()) {
      // ip_hash takes keys that are addresses, which simulated requests do not have.
      if (factory.getReturnType() == SelectionPolicy.class
          && factory.getParameterCount() == 0
          && !factory.getName().equals("ipHash")) {
        SelectionPolicy policy = (SelectionPolicy) factory.invoke(null);
        assertThat(PolicyCatalog.names()).contains(policy.name());
      }
    }
  }

  @Test
  void contestantsArePrintedAsTheyAreWritten() {
    String text = "power_of_choices(3, board(1s))/no_ejection/no_panic";
    assertThat(Contestant.parse(text)).hasToString(text);
  }

  @Test
  void aMistypedNameIsCorrected() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Contestant.parse("peak_emwa"))
        .withMessageContaining("did you mean \"peak_ewma\"");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Contestant.parse("peak_ewma/no_ejections"))
        .withMessageContaining("did you mean \"no_ejection\"");
  }
}
