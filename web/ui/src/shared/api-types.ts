// Made from the OpenAPI document by tools/api-types.mjs. Do not edit.
export type paths = Record<string, never>;
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        AbsenceList: {
            items: {
                deputy: string;
                from: string;
                id: number;
                reason: string;
                to: string;
            }[];
        };
        ActFor: {
            person: string | null;
        };
        AnnouncedYear: {
            days: {
                /** Format: date */
                date: string;
                holiday?: string;
                /** @enum {unknown} */
                kind: "off" | "work";
            }[];
            year: number;
        };
        Approval: {
            can: components["schemas"]["Permission"];
            id: string;
            open: boolean;
            step: number;
            steps: {
                role: string;
                title: string;
            }[];
            title: string;
        };
        ArchiveReason: {
            reason: string;
        };
        Attachment: {
            bytes: number;
            field: string;
            id: string;
            media_type: string;
            name: string;
            preview_url: string | null;
            purpose: string;
            url: string;
        };
        BulkAction: {
            /** @enum {unknown} */
            action: "event" | "supervise" | "urge" | "comment" | "reassign";
            event?: string;
            fields?: Record<string, never>;
            from_person?: string;
            from_unit?: string;
            ids: number[];
            note?: string;
            person?: string;
            unit?: string;
        };
        BulkResult: {
            results: {
                id: number;
                number: string;
                ok: boolean;
                refusal: components["schemas"]["Refusal"];
            }[];
        };
        CalendarRows: {
            items: Record<string, never>[];
        };
        CalendarView: {
            days: Record<string, never>[];
        };
        Case: components["schemas"]["CaseRow"] & {
            approvals: components["schemas"]["Approval"][];
            attachments: components["schemas"]["Attachment"][];
            can: Record<string, never>;
            clocks: components["schemas"]["Clock"][];
            definition: {
                hash: string;
                title: string;
            };
            documents: components["schemas"]["CaseDocument"][];
            fields: components["schemas"]["FieldValue"][];
            filed_by: components["schemas"]["Person"];
            imported?: boolean;
            links: components["schemas"]["CaseLink"][];
            offers: components["schemas"]["Offer"][];
            parties: components["schemas"]["Party"][];
            progress: components["schemas"]["Progress"][];
            subcases: components["schemas"]["CaseLink"][];
            tasks: components["schemas"]["Task"][];
            units: components["schemas"]["Unit"][];
            urged?: number;
        };
        CaseDocument: {
            at: string;
            document: string;
            id: number;
            number: string;
            title: string;
            url: {
                docx: string;
            };
        };
        CaseDocuments: {
            items: components["schemas"]["CaseDocument"][];
        };
        CaseLink: {
            case_id: number;
            closed?: boolean;
            kind?: string;
            number?: string;
            outcome?: string;
            title?: string;
        };
        CaseList: {
            items: components["schemas"]["CaseRow"][];
            next: string | null;
            total: number | null;
        };
        CaseRow: {
            channel?: string;
            clock: components["schemas"]["DueClock"];
            closed: boolean;
            closed_at?: string | null;
            due: string | null;
            filed_at: string;
            id: number;
            lead_unit: components["schemas"]["Unit"];
            number: string;
            overdue: boolean;
            place: components["schemas"]["Place"];
            received_at: string;
            states: components["schemas"]["Named"][];
            supervised: number;
            title: string;
            types: string[];
            updated_at?: string;
            version: number;
            workflow: string;
            workflow_title: string;
        };
        CaseTable: {
            items: {
                fields?: Record<string, never>;
                id: number;
            }[];
            next: string | null;
            total: number | null;
        };
        ChangePassword: {
            current: string;
            new: string;
        };
        CheckResult: {
            diagram: string | null;
            problems: {
                code: string;
                column: number;
                file: string;
                hint: string;
                line: number;
                message: string;
                path: unknown;
                /** @enum {unknown} */
                severity: "error" | "warning";
            }[];
        };
        Circular: Record<string, never>;
        CircularEdit: {
            cases?: {
                number?: string;
                outcome: string;
                title: string;
                unit: string;
            }[];
            next_steps?: string[];
            sections?: {
                id: number;
                text: string;
            }[];
        };
        CircularList: {
            items: unknown[];
        };
        CircularMonth: {
            month: string;
            workflow?: string;
        };
        Clock: {
            budget_text: string;
            can: {
                decide: components["schemas"]["Permission"];
                extend: components["schemas"]["Permission"];
                resume: components["schemas"]["Permission"];
                suspend: components["schemas"]["Permission"];
            };
            due: string;
            extend_max_days: number | null;
            extensions: {
                approved_by: components["schemas"]["Person"];
                at: string;
                by: components["schemas"]["Person"];
                days: number;
                hours: number;
                reason: string;
            }[];
            first_due: string;
            id: string;
            law: string;
            left_days: number;
            left_text: string;
            overdue: boolean;
            provisional?: boolean;
            request: {
                asked_at: string;
                asked_by: components["schemas"]["Person"];
                by_days: number;
                reason: string;
            } | null;
            started: string;
            state: string;
            stopped: string | null;
            suspensions: {
                by: components["schemas"]["Person"];
                from: string;
                reason: string;
                to: string | null;
            }[];
            title: string;
        };
        Code: {
            code: string;
        };
        CommentText: {
            text: string;
        };
        Comparison: {
            new: string;
            old: string;
        };
        Correction: {
            field: string;
            reason: string;
            value: unknown;
        };
        Decision: {
            approve: boolean;
            note?: string;
        };
        Difference: Record<string, never>;
        Document: Record<string, never>;
        DueClock: {
            due: string;
            id: string;
            left_days?: number;
            left_text: string;
            overdue: boolean;
            state: string;
            title: string;
        } | null;
        DuplicateList: {
            items: {
                case: components["schemas"]["CaseRow"];
                reasons: string[];
                score: number;
            }[];
        };
        DuplicateQuestion: {
            fields: Record<string, never>;
            parties?: components["schemas"]["NewParty"][];
            workflow: string;
        };
        Erased: {
            number: string;
            records: number;
        };
        Erasure: {
            number: string;
            reason: string;
            record?: string;
        };
        Extension: {
            days?: number;
            hours?: number;
            reason: string;
        };
        FeedAddress: {
            url: string;
        };
        FieldColumn: {
            id: string;
            of: string[];
            required?: boolean;
            title: string;
            /** @enum {unknown} */
            type: "text" | "long text" | "choice" | "choices" | "integer" | "number" | "money" | "date" | "time" | "yes/no" | "place" | "unit" | "person" | "photos" | "files" | "table";
        };
        FieldForm: {
            columns: components["schemas"]["FieldColumn"][];
            computed: boolean;
            default?: unknown;
            help: string;
            id: string;
            max?: number | null;
            min?: number | null;
            of: string[];
            personal: boolean;
            required: boolean;
            title: string;
            /** @enum {unknown} */
            type: "text" | "long text" | "choice" | "choices" | "integer" | "number" | "money" | "date" | "time" | "yes/no" | "place" | "unit" | "person" | "photos" | "files" | "table";
        };
        FieldValue: {
            columns: components["schemas"]["FieldColumn"][];
            computed: boolean;
            editable: boolean;
            help: string;
            id: string;
            masked: boolean;
            of: string[];
            personal: boolean;
            readable: boolean;
            required: boolean;
            title: string;
            /** @enum {unknown} */
            type: "text" | "long text" | "choice" | "choices" | "integer" | "number" | "money" | "date" | "time" | "yes/no" | "place" | "unit" | "person" | "photos" | "files" | "table";
            value: unknown;
        };
        FigureCases: {
            items: Record<string, never>[];
        };
        FileCase: {
            attachments?: string[];
            fields: Record<string, never>;
            parties?: components["schemas"]["NewParty"][];
            received_at?: string;
            workflow: string;
        };
        Filed: {
            id: number;
            number: string;
        };
        FileForm: {
            field?: string;
            /** Format: binary */
            file: string;
            name?: string;
            purpose?: string;
        };
        FireEvent: {
            event: string;
            fields?: Record<string, never>;
        };
        Health: {
            /** @enum {unknown} */
            status: "ok";
        };
        HeldTime: {
            holding: boolean;
            /** @description office hours of working days */
            office_minutes: number;
            returns: number;
            tasks: number;
            /** @description null: nobody; a task was given back and waits to be given out anew */
            unit: components["schemas"]["Named"] | null;
        };
        HeldTimes: {
            items: components["schemas"]["HeldTime"][];
        };
        History: {
            items: {
                actor: {
                    name: string;
                    person: string;
                    unit: components["schemas"]["Unit"];
                } | null;
                at: string;
                detail: Record<string, never>;
                on_behalf_of: components["schemas"]["Person"];
                seq: number;
                title: string;
                type: string;
            }[];
            next: string | null;
            total?: number | null;
        };
        Import: {
            bad?: number;
            columns?: {
                certain: boolean;
                heading: string;
                index: number;
                sample: string;
                suggested: string | null;
            }[];
            created?: number;
            created_at: string;
            /** @enum {unknown} */
            datum: "wgs84" | "gcj02" | "bd09";
            done: number;
            duplicates?: number;
            error: components["schemas"]["Refusal"];
            file: {
                encoding: string;
                /** @enum {unknown} */
                kind: "xlsx" | "csv";
                sheet: string;
                sheets: string[];
            };
            good?: number;
            heading_row?: number;
            id: string;
            /** @enum {unknown} */
            kind: "cases" | "units" | "people";
            /** @enum {unknown} */
            mode: "good" | "all";
            name: string;
            problems?: components["schemas"]["ImportProblem"][];
            problems_total?: number;
            profile: string;
            profile_title: string;
            refusals?: components["schemas"]["ImportProblem"][];
            refused?: number;
            rows: number;
            sign_ins?: number;
            skipped?: number;
            /** @enum {unknown} */
            state: "uploaded" | "checking" | "checked" | "running" | "done" | "failed";
            targets?: {
                id: string;
                required: boolean;
                title: string;
            }[];
            total: number;
            workflow: string;
        };
        ImportChoices: {
            datum?: string;
            defaults?: {
                [key: string]: string;
            };
            mapping?: {
                [key: string]: string;
            };
            /** @enum {unknown} */
            mode?: "good" | "all";
            profile?: string;
            sheet?: string;
            values?: {
                [key: string]: {
                    [key: string]: string;
                };
            };
            workflow?: string;
        };
        ImportProblem: {
            code: string;
            column: string;
            column_index: number;
            hint: string;
            message: string;
            note: boolean;
            row: number;
        };
        ImportProfile: components["schemas"]["ImportProfileRow"] & components["schemas"]["ProfileBody"];
        ImportProfileRow: {
            id: string;
            /** @enum {unknown} */
            kind: "cases" | "units" | "people";
            saved_at: string | null;
            saved_by: string | null;
            shipped: boolean;
            title: string;
            version: number;
            workflow: string;
        };
        ImportProfiles: {
            items: components["schemas"]["ImportProfileRow"][];
        };
        ImportRows: {
            items: components["schemas"]["Import"][];
        };
        ImportSignIns: {
            items: {
                name: string;
                person: string;
                token: string;
                unit: string;
            }[];
        };
        ImportStart: Record<string, never>;
        Inbox: {
            items: components["schemas"]["Message"][];
            next: string | null;
            total?: number | null;
            unread: number;
        };
        LedgerExport: {
            columns?: string[];
            /** @enum {unknown} */
            datum?: "wgs84" | "cgcs2000" | "gcj02" | "bd09";
            profile?: string;
            query?: {
                [key: string]: string | boolean | number;
            };
            reason?: string;
        };
        Link: {
            /** @enum {unknown} */
            kind: "related" | "repeat_of";
            note?: string;
            other: number | string;
        };
        LogPage: {
            items: Record<string, never>[];
            next: string | null;
        };
        MadeToken: {
            id: number;
            token: string;
        };
        Me: {
            acting_for: {
                name: string;
                person: string;
                until: string;
            }[];
            admin: {
                audit: boolean;
                security: boolean;
                system: boolean;
            };
            can_file: {
                title: string;
                workflow: string;
            }[];
            /** @enum {unknown} */
            landing: "work" | "dispatch" | "leader" | "grid" | "admin";
            language: string;
            must_change_password: boolean;
            name: string;
            on_behalf_of: components["schemas"]["Person"];
            person: string;
            roles: {
                role: string;
                title: string;
                unit: string;
                unit_title: string;
            }[];
            statistics: boolean;
            text_size: string;
            theme: string;
            totp: boolean;
            unit: components["schemas"]["Unit"];
            unread: number;
        };
        Merge: {
            note?: string;
            target: number | string;
        };
        Message: {
            at: string;
            case_id: number | null;
            id: number;
            kind: string;
            number: string;
            read: boolean;
            text: string;
            title: string;
        };
        MyChoices: {
            /** @enum {unknown} */
            language?: "zh-CN" | "en";
            /** @enum {unknown} */
            text_size?: "" | "normal" | "large" | "huge";
            /** @enum {unknown} */
            theme?: "" | "light" | "dark";
        };
        Named: {
            id: string;
            title: string;
        };
        NewAbsence: {
            deputy: string;
            from: string;
            reason?: string;
            to: string;
        };
        NewParty: {
            address?: string;
            id_number?: string;
            kind: string;
            name?: string;
            phone?: string;
        };
        NewPerson: {
            id: string;
            mail?: string;
            name: string;
            phone?: string;
            unit: string;
        };
        NewProfile: {
            clocks?: string[];
            closed_state?: string;
            columns: {
                headings: string[];
                to: string;
            }[];
            /** @enum {unknown} */
            datum?: "wgs84" | "gcj02" | "bd09";
            defaults?: {
                [key: string]: string;
            };
            id?: unknown;
            identity?: string[];
            ignored?: string[];
            kind?: unknown;
            open_state?: string;
            saved_at?: unknown;
            saved_by?: unknown;
            shipped?: unknown;
            targets?: unknown;
            title: string;
            values?: {
                [key: string]: {
                    [key: string]: string;
                };
            };
            version?: unknown;
            workflow?: string;
        };
        NewToken: {
            /** Format: date-time */
            expires_at?: string | null;
            name: string;
            scopes: string[];
        };
        NewUnit: {
            id: string;
            kind: string;
            parent: string;
            title: string;
        };
        Nothing: Record<string, never>;
        Offer: {
            ask: string[];
            event: string;
            kind: string;
            primary: boolean;
            refusal: components["schemas"]["Refusal"];
            required: string[];
            targets: components["schemas"]["Named"][];
            title: string;
        };
        OneTimeLink: {
            token: string;
        };
        OpenedParty: {
            address?: string;
            id: string;
            id_number?: string;
            kind?: string;
            name: string;
            phone?: string;
        };
        OutboxPage: {
            items: Record<string, never>[];
            next: string | null;
            total: number;
        };
        Overview: {
            as_of: string;
            channels: components["schemas"]["StatisticsRow"][];
            late_by_unit: {
                months: {
                    due: number;
                    late: number;
                    month: string;
                }[];
                unit: string;
            }[];
            month: string;
            places: {
                month: number;
                place_of: number;
                title: string;
                unit: string;
                year_to_date: number;
            }[];
            rates: {
                base: string;
                count: string;
                id: string;
                points: string;
                title: string;
                value: string;
            }[];
            rates_by_month: {
                month: string;
                values: {
                    [key: string]: number | null;
                };
            }[];
            target: {
                limit: string;
                met: boolean;
                room: string;
            } | null;
            totals: Record<string, never>;
            trend: components["schemas"]["StatisticsRow"][];
            types: components["schemas"]["StatisticsRow"][];
            units: components["schemas"]["StatisticsRow"][];
        };
        Party: {
            accused: boolean;
            address: string;
            can_open: boolean;
            id: string;
            kind: string;
            name: string;
            phone: string;
            sealed: boolean;
            title: string;
        };
        PartyForm: {
            accused: boolean;
            id: string;
            many: boolean;
            sealed: boolean;
            title: string;
        };
        Permission: {
            ok: boolean;
            refusal: components["schemas"]["Refusal"];
        } | null;
        Person: {
            name: string;
            person: string;
        } | null;
        PersonChange: {
            active?: boolean;
            mail?: string;
            name?: string;
            phone?: string;
            unit?: string;
        };
        PersonRow: {
            active: boolean;
            id: string;
            mail?: string;
            name: string;
            phone?: string;
            roles: {
                role: string;
                unit: components["schemas"]["Unit"];
            }[];
            unit: components["schemas"]["Unit"];
        };
        PersonRows: {
            items: components["schemas"]["PersonRow"][];
        };
        Place: {
            grid?: string;
            lat: number | null;
            lon: number | null;
            text: string;
            unit?: string;
        } | null;
        Problem: {
            code: string;
            detail: string;
            fields?: {
                code: string;
                message: string;
                pointer: string;
            }[];
            hint?: string;
            instance?: string;
            retry_after?: number;
            status: number;
            title: string;
            type: string;
        };
        ProfileBody: {
            clocks?: string[];
            closed_state?: string;
            columns: {
                headings: string[];
                to: string;
            }[];
            /** @enum {unknown} */
            datum?: "wgs84" | "gcj02" | "bd09";
            defaults?: {
                [key: string]: string;
            };
            identity?: string[];
            ignored?: string[];
            open_state?: string;
            title: string;
            values?: {
                [key: string]: {
                    [key: string]: string;
                };
            };
            workflow?: string;
        };
        ProfileName: {
            id?: string;
            title: string;
        };
        Progress: {
            cases: (components["schemas"]["CaseRow"] & {
                outcome: string;
                progress: number;
            })[];
            closed: number;
            kind: string;
            opened: number;
            overdue: number;
            percent: number;
            title: string;
            total: number;
        };
        Reason: {
            reason: string;
        };
        Recounted: {
            failed: number;
            moved: number;
        };
        Refusal: {
            code: string;
            hint: string;
            message: string;
        } | null;
        RoleSet: {
            roles: {
                role: string;
                unit: string;
            }[];
        };
        SearchList: {
            items: {
                case: components["schemas"]["CaseRow"];
                score: number;
                snippet: {
                    hit: boolean;
                    text: string;
                }[];
            }[];
            next: string | null;
            total?: number | null;
        };
        SecondLooks: {
            items: Record<string, never>[];
        };
        SessionState: {
            authenticated: boolean;
            demo: boolean;
            languages: string[];
            /** Format: date-time */
            server_time?: string;
            setup_needed: boolean;
            version?: string;
        };
        SetUp: {
            administrators: {
                name: string;
                password: string;
                person: string;
                /** @enum {unknown} */
                role: "system_admin" | "security_admin" | "audit_admin";
            }[];
            token: string;
        };
        SignIn: {
            password: string;
            person: string;
            totp?: string;
        };
        Source: {
            source: string;
        };
        StateName: {
            final: boolean;
            id: string;
            parent: string;
            title: string;
        };
        Statistics: {
            as_of?: string;
            rows: components["schemas"]["StatisticsRow"][];
        };
        StatisticsRow: {
            filter?: {
                [key: string]: string;
            };
            key: string;
            title: string;
            values: {
                [key: string]: number;
            };
        };
        Supervision: {
            note?: string;
            urge_only?: boolean;
        };
        Task: {
            ask: string[];
            assigned_at: string;
            can: {
                complete: components["schemas"]["Permission"];
                reassign: components["schemas"]["Permission"];
                remove: components["schemas"]["Permission"];
                return: components["schemas"]["Permission"];
                sign: components["schemas"]["Permission"];
            };
            clock: string | null;
            /** @enum {unknown} */
            duty: "lead" | "co";
            ended_at: string | null;
            id: number;
            kind: string;
            note: string;
            outcome: string;
            person: components["schemas"]["Person"];
            phase: string;
            return_reasons: {
                code: string;
                title: string;
            }[];
            returns: number;
            signed_at: string | null;
            title: string;
            unit: components["schemas"]["Named"];
            veto?: boolean;
        };
        TaskCompletion: {
            fields?: Record<string, never>;
            note?: string;
            veto?: boolean;
        };
        TaskHandOn: {
            note?: string;
            person?: string;
            unit?: string;
        };
        TaskReturn: {
            note?: string;
            reason: string;
        };
        TaskUnit: {
            kind: string;
            note?: string;
            unit: string;
        };
        Tokens: {
            items: {
                created_at: string;
                expires_at?: string | null;
                id: number;
                name: string;
                scopes: string[];
                used_at?: string | null;
            }[];
        };
        TotpEnrolment: {
            secret: string;
            uri: string;
        };
        Unit: {
            id: string;
            title: string;
        } | null;
        UnitChange: {
            kind?: string;
            parent?: string;
            title?: string;
        };
        UnitRow: {
            id: string;
            kind: string;
            parent: string | null;
            title: string;
            valid_from: string;
            valid_to: string | null;
        };
        UnitRows: {
            items: components["schemas"]["UnitRow"][];
        };
        Upload: {
            bytes: number;
            hash: string;
            id: string;
            media_type: string;
            name?: string;
        };
        UseLink: {
            password: string;
            token: string;
        };
        Verification: {
            cases: number;
            events: number;
            findings: Record<string, never>[];
            ok: boolean;
            root: string;
        };
        Work: {
            counts: Record<string, never>;
            groups: {
                later: components["schemas"]["WorkList"];
                no_limit: components["schemas"]["WorkList"];
                overdue: components["schemas"]["WorkList"];
                this_week: components["schemas"]["WorkList"];
                today: components["schemas"]["WorkList"];
            };
            more?: boolean;
        };
        Workflow: components["schemas"]["WorkflowSummary"] & {
            clocks: components["schemas"]["Named"][];
            documents: components["schemas"]["Named"][];
            fields: components["schemas"]["FieldForm"][];
            form: {
                fields: components["schemas"]["FieldForm"][];
                parties: components["schemas"]["PartyForm"][];
            };
            list: string[];
            roles: components["schemas"]["Named"][];
            source: string;
            states: components["schemas"]["StateName"][];
            tasks: components["schemas"]["Named"][];
        };
        WorkflowList: {
            items: components["schemas"]["WorkflowRow"][];
        };
        WorkflowRow: components["schemas"]["WorkflowSummary"] & {
            states?: components["schemas"]["StateName"][];
        };
        WorkflowSummary: {
            current: boolean;
            deployed_at: string;
            effective_from: string;
            effective_to: string;
            hash: string;
            id: string;
            open_cases: number;
            title: string;
        };
        WorkItem: {
            actions: string[];
            case: components["schemas"]["CaseRow"];
            clock?: components["schemas"]["DueClock"];
            dispatch?: boolean;
            /** @enum {unknown} */
            kind: "task" | "approval" | "event" | "extension";
            task_id?: number | null;
            title: string;
            waiting_for?: components["schemas"]["Unit"];
        };
        WorkList: components["schemas"]["WorkItem"][];
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export type operations = Record<string, never>;
