package dev.tradepost.platform.problem;

import jakarta.validation.ValidationException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;

import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

import com.fasterxml.jackson.databind.exc.MismatchedInputException;

import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.ForbiddenException;
import io.quarkus.security.UnauthorizedException;
import io.vertx.ext.web.RoutingContext;

import dev.tradepost.platform.http.RequestTrace;

/** Maps every exception that leaves a resource. It names the types of the framework one by one, because that replaces their own mappers. */
class ProblemMapper {

    @ServerExceptionMapper({Throwable.class, WebApplicationException.class, AuthenticationFailedException.class,
            UnauthorizedException.class, ForbiddenException.class, MismatchedInputException.class,
            ValidationException.class})
    public Response answer(Throwable failure, RoutingContext request) {
        Problems.ProblemResponse answer = Problems.of(failure, request.normalizedPath(), RequestTrace.of(request));
        Response.ResponseBuilder response = Response.status(answer.status()).entity(answer.body());
        answer.headers().forEach(response::header);
        if (failure instanceof WebApplicationException web
                && web.getResponse().getHeaderString(HttpHeaders.ALLOW) != null) {
            response.header(HttpHeaders.ALLOW, web.getResponse().getHeaderString(HttpHeaders.ALLOW));
        }
        return response.build();
    }
}
