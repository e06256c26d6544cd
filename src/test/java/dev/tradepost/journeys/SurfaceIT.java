package dev.tradepost.journeys;

import java.net.URI;

import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.extension.ExtendWith;

import dev.tradepost.Surface;
import dev.tradepost.testsupport.TwoInstances;

/** In what is shipped. */
@EnabledIf(value = "dev.tradepost.testsupport.Instance#isNative", disabledReason = "on the JVM it is what SurfaceTest sees")
@ExtendWith(TwoInstances.class)
class SurfaceIT extends Surface {

    @Override
    protected URI management() {
        return TwoInstances.one().management();
    }
}
