package dev.tradepost.testsupport;

import java.net.URI;

import io.quarkus.test.junit.callback.QuarkusTestBeforeClassCallback;
import io.restassured.RestAssured;
import io.restassured.builder.ResponseBuilder;
import io.restassured.filter.Filter;
import io.restassured.filter.FilterContext;
import io.restassured.response.Response;
import io.restassured.specification.FilterableRequestSpecification;
import io.restassured.specification.FilterableResponseSpecification;

/** Holds every answer that REST Assured gets against the {@link Contract}. Quarkus finds it as a service, {@link Instance} installs it. */
public final class ContractFilter implements Filter, QuarkusTestBeforeClassCallback {

    @Override
    public void beforeClass(Class<?> testClass) {
        install();
    }

    static synchronized void install() {
        if (RestAssured.filters().stream().noneMatch(ContractFilter.class::isInstance)) {
            RestAssured.filters(new ContractFilter());
        }
    }

    @Override
    public Response filter(FilterableRequestSpecification request, FilterableResponseSpecification ignored,
            FilterContext context) {
        Response answer = context.next(request, ignored);
        byte[] body = answer.asByteArray();
        Contract.check(request.getMethod(), URI.create(request.getURI()), answer.statusCode(), answer::header, body);
        return new ResponseBuilder().clone(answer).setBody(body).build();
    }
}
