namespace Shop.Account.Operators.SigningIn;

/// <summary>Adds a session to the caller's transaction.</summary>
public sealed class StartSession(AccountDb db, OperatorSettings settings, TimeProvider clock)
{
    public OperatorSessionReply Run(Operator of, string device, IReadOnlyList<string> recoveryCodes)
    {
        var (session, token) = OperatorSession.Start(of.Id, device, settings.SessionLifetime, clock.GetUtcNow());
        db.Add(session);
        return new(of.Id, of.LoginId, of.Role, token, session.ExpiresAt, recoveryCodes);
    }
}
