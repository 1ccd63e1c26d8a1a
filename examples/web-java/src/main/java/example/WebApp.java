package example;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.security.oauth2.client.oidc.web.logout.OidcClientInitiatedLogoutSuccessHandler;
import org.springframework.security.oauth2.client.registration.ClientRegistrationRepository;
import org.springframework.security.oauth2.client.web.DefaultOAuth2AuthorizationRequestResolver;
import org.springframework.security.oauth2.client.web.OAuth2AuthorizationRequestCustomizers;
import org.springframework.security.oauth2.core.oidc.user.OidcUser;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.csrf.CsrfToken;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.util.HtmlUtils;

/** Signs people in with Grantor: code and PKCE, the ID token checked, userinfo asked, and out again. */
@SpringBootApplication
@RestController
public class WebApp {
  public static void main(String[] arguments) {
    SpringApplication.run(WebApp.class, arguments);
  }

  /** Whoever is not signed in is sent to Grantor by the filters below. */
  @GetMapping("/")
  String home(@AuthenticationPrincipal OidcUser person, CsrfToken csrf) {
    return """
        <!doctype html>
        <html lang="en"><title>Web application</title>
        <h1>Hello, %s</h1><p>%s</p>
        <form method="post" action="/sign-out">
        <input type="hidden" name="%s" value="%s"><button>Sign out</button></form>
        </html>
        """.formatted(
            HtmlUtils.htmlEscape(String.valueOf(person.getFullName())),
            HtmlUtils.htmlEscape(String.valueOf(person.getEmail())),
            csrf.getParameterName(),
            csrf.getToken());
  }

  @Bean
  SecurityFilterChain security(HttpSecurity http, ClientRegistrationRepository clients) throws Exception {
    var requests = new DefaultOAuth2AuthorizationRequestResolver(clients, "/oauth2/authorization");
    requests.setAuthorizationRequestCustomizer(OAuth2AuthorizationRequestCustomizers.withPkce());
    var goodbye = new OidcClientInitiatedLogoutSuccessHandler(clients);
    goodbye.setPostLogoutRedirectUri("{baseUrl}/");
    return http
        .authorizeHttpRequests(paths -> paths.anyRequest().authenticated())
        .oauth2Login(login -> login
            .authorizationEndpoint(endpoint -> endpoint.authorizationRequestResolver(requests))
            .redirectionEndpoint(endpoint -> endpoint.baseUri("/callback")))
        .logout(logout -> logout.logoutUrl("/sign-out").logoutSuccessHandler(goodbye))
        .build();
  }
}
