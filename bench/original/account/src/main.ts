import 'reflect-metadata';
import { createHash } from 'node:crypto';
import {
    Body,
    Controller,
    Get,
    Injectable,
    InternalServerErrorException,
    Module,
    NotFoundException,
    OnModuleInit,
    Post,
    UnauthorizedException,
    UseGuards,
    ConflictException,
    HttpCode,
} from '@nestjs/common';
import { ConfigModule, ConfigService } from '@nestjs/config';
import { NestFactory } from '@nestjs/core';
import { JwtModule, JwtService } from '@nestjs/jwt';
import { MessagePattern, MicroserviceOptions, Payload, Transport } from '@nestjs/microservices';
import { PrismaPg } from '@prisma/adapter-pg';
import bcrypt from 'bcrypt';
import { PrismaClient } from './generated/client.js';
import { AuthGuard, CustomerId, JWT_SECRET } from '../../common/auth.js';

const BCRYPT_ROUNDS = 10;
const hashPassword = (p: string) => bcrypt.hash(p, BCRYPT_ROUNDS);
const sha256Hash = (s: string) => createHash('sha256').update(s).digest('hex');

@Injectable()
class PrismaService extends PrismaClient implements OnModuleInit {
    constructor() {
        super({ adapter: new PrismaPg({ connectionString: process.env.DATABASE_URL }) });
    }
    async onModuleInit() {
        await this.$connect();
    }
}

@Injectable()
class VerificationService {
    constructor(private readonly config: ConfigService) {}
    async identityVerification(id: string) {
        const res = await fetch(
            `${this.config.getOrThrow('PORTONE_API')}/identity-verifications/${encodeURIComponent(id)}?storeId=${this.config.getOrThrow('PORTONE_STORE_ID')}`,
            {
                headers: { Authorization: `PortOne ${this.config.getOrThrow('PORTONE_API_KEY')}` },
            },
        );
        if (!res.ok) throw new InternalServerErrorException('Failed to get identity verification');
        const data: any = await res.json();
        if (data.status !== 'VERIFIED') throw new InternalServerErrorException('Not verified');
        return data;
    }
}

@Injectable()
class AccountService {
    constructor(
        private readonly prisma: PrismaService,
        private readonly verification: VerificationService,
        private readonly jwt: JwtService,
    ) {}
    async signUp(data: { loginId: string; password: string; identityVerificationId: string }) {
        const v = await this.verification.identityVerification(data.identityVerificationId);
        const customer = v.verifiedCustomer;
        try {
            const a = await this.prisma.account.create({
                data: {
                    loginId: data.loginId,
                    encryptPassword: await hashPassword(data.password),
                    user: {
                        create: {
                            name: customer.name,
                            hashedCi: sha256Hash(customer.ci),
                            birth: new Date(customer.birthDate),
                        },
                    },
                },
            });
            return { accountId: a.id };
        } catch (e: any) {
            if (e?.code === 'P2002') throw new ConflictException('already exists');
            throw e;
        }
    }
    async signIn(data: { loginId: string; password: string }) {
        const a = await this.prisma.account.findUnique({ where: { loginId: data.loginId } });
        if (!a || !(await bcrypt.compare(data.password, a.encryptPassword))) throw new UnauthorizedException();
        return { accessToken: await this.jwt.signAsync({ sub: a.id }) };
    }
    async getMe(accountId: number) {
        const a = await this.prisma.account.findUnique({ where: { id: accountId }, include: { user: true } });
        if (!a) throw new NotFoundException();
        return { accountId: a.id, loginId: a.loginId, name: a.user?.name };
    }
}

@Controller()
class AccountController {
    constructor(private readonly accountService: AccountService) {}
    @Post('sign-up') signUp(@Body() b: any) {
        return this.accountService.signUp(b);
    }
    @Post('sign-in') @HttpCode(200) signIn(@Body() b: any) {
        return this.accountService.signIn(b);
    }
    @Get('me') @UseGuards(AuthGuard) me(@CustomerId() id: number) {
        return this.accountService.getMe(id);
    }
    @Get('health') health() {
        return { ok: true };
    }
    @MessagePattern({ cmd: 'account.get-user-info' })
    async getUserInfo(@Payload() data: { accountId: number }) {
        return await this.accountService.getMe(data.accountId);
    }
}

@Module({
    imports: [
        ConfigModule.forRoot({ isGlobal: true, ignoreEnvFile: true }),
        JwtModule.register({ global: true, secret: JWT_SECRET, signOptions: { expiresIn: '1d' } }),
    ],
    controllers: [AccountController],
    providers: [PrismaService, VerificationService, AccountService],
})
class AppModule {}

const app = await NestFactory.create(AppModule, { logger: ['error', 'warn'] });
app.connectMicroservice<MicroserviceOptions>({
    transport: Transport.TCP,
    options: { host: '127.0.0.1', port: +process.env.ACCOUNT_TCP_PORT! },
});
await app.startAllMicroservices();
await app.listen(+process.env.PORT!, '127.0.0.1');
