// The rules by which the admin endpoints of Account and Commerce accept an operator's token, and what the operator may
// do. Account also checks with each request that the session has not ended and the operator is enabled, so it refuses
// at once. Commerce trusts the token until it expires, which is five minutes at most (OperatorToken.MaxLifetime), so a
// disabled operator or an ended session is refused there within that time.
using System.Collections.Concurrent;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Authorization;

namespace Shop.ServiceDefaults.Authentication;

public static class OperatorAuthentication
{
    private const string Scheme = "Operator"; // Also the policy that requires it.

    // Short, because Commerce accepts the token of a disabled operator for this much longer.
    private static readonly TimeSpan ClockSkew = TimeSpan.FromSeconds(5);

    /// <summary>Accepts Account's access tokens of operators. The caller configures the source of the keys.</summary>
    public static OptionsBuilder<JwtBearerOptions> AddOperatorAuthentication(this IHostApplicationBuilder builder)
    {
        var authorization = builder.Services.AddAuthorizationBuilder().AddPolicy(Scheme, policy => policy
            .AddAuthenticationSchemes(Scheme)
            .RequireAuthenticatedUser());
        foreach (var permission in Enum.GetValues<Permission>())
        {
            authorization.AddPolicy(permission.ToString(), policy => policy
                .AddAuthenticationSchemes(Scheme)
                .RequireAuthenticatedUser()
                .RequireAssertion(context => context.User.FindFirst(OperatorToken.RoleClaim) is { } role
                    && EnumNames.Parse<OperatorRole>(role.Value).Has(permission)));
        }

        return builder.AddTokens(Scheme, OperatorToken.Audience, ClockSkew);
    }

    /// <summary>Requires a signed-in operator: other callers get 401.</summary>
    public static TConvention RequireOperator<TConvention>(this TConvention endpoints)
        where TConvention : IEndpointConventionBuilder => endpoints.RequireAuthorization(Scheme);

    /// <summary>Requires an operator with this permission: other operators get 403.</summary>
    public static TConvention RequirePermission<TConvention>(this TConvention endpoints, Permission permission)
        where TConvention : IEndpointConventionBuilder => endpoints
        .RequireAuthorization(permission.ToString())
        .WithMetadata(new RequiredPermission(permission));

    internal static bool IsForOperators(IEnumerable<IAuthorizeData> rules) => rules.Any(rule => rule.Policy == Scheme);
}

/// <summary>The permission that an endpoint requires, for its description.</summary>
public sealed record RequiredPermission(Permission Permission);
