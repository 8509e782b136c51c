namespace Shop.Account.Sessions;

/// <summary>The signed-in shopper of this request and their session, from the access token.</summary>
public sealed record CurrentShopper(Guid AccountId, Guid SessionId)
{
    /// <summary>Binds the parameter of an endpoint that calls RequireShopper.</summary>
    public static ValueTask<CurrentShopper?> BindAsync(HttpContext context) =>
        ValueTask.FromResult<CurrentShopper?>(new(Claim(context, "sub"), Claim(context, "sid")));

    private static Guid Claim(HttpContext context, string name) =>
        context.User.FindFirst(name) is { } claim
            ? Guid.Parse(claim.Value)
            : throw new InvalidOperationException(
                $"{context.Request.Path} has a CurrentShopper parameter but does not call RequireShopper.");
}
