namespace Shop.Account.Operators.SigningIn;

/// <summary>Loads the operator of a challenge and locks the row until the caller's transaction ends.</summary>
public sealed class LoadChallenged(AccountDb db, Challenges challenges, TimeProvider clock)
{
    /// <summary>Errors: INVALID_CREDENTIALS if the sign-in must begin again, TOO_MANY_ATTEMPTS.</summary>
    /// <param name="step">The step that the challenge must be for.</param>
    public async Task<Result<Operator>> RunAsync(string challenge, SignInStep step, CancellationToken ct)
    {
        if (challenges.Read(challenge) is not var (id, stamp)
            || await db.ReloadOperatorForUpdateAsync(id, ct) is not { Status: OperatorStatus.Active } locked
            || locked.SecurityStamp != stamp
            || locked.HasSecondFactor != step is SignInStep.SecondFactor)
        {
            return Error.SessionOver;
        }

        var wait = locked.LockoutEnd - clock.GetUtcNow();
        return wait > TimeSpan.Zero ? Error.TooManyAttempts(wait.Value) : locked;
    }
}
