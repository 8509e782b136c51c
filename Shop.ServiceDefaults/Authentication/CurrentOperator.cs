namespace Shop.ServiceDefaults.Authentication;

/// <summary>The signed-in operator of this request and their session, from the access token.</summary>
public sealed record CurrentOperator(Guid Id, Guid SessionId, string LoginId, OperatorRole Role)
{
    /// <summary>Binds the parameter of an endpoint that calls RequireOperator.</summary>
    public static ValueTask<CurrentOperator?> BindAsync(HttpContext context) => ValueTask.FromResult<CurrentOperator?>(
        new(
            Guid.Parse(Claim(context, "sub")), Guid.Parse(Claim(context, "sid")),
            Claim(context, OperatorToken.LoginIdClaim),
            EnumNames.Parse<OperatorRole>(Claim(context, OperatorToken.RoleClaim))));

    private static string Claim(HttpContext context, string name) =>
        context.User.FindFirst(name)?.Value
            ?? throw new InvalidOperationException(
                $"{context.Request.Path} has a CurrentOperator parameter but does not call RequireOperator.");
}
